import type { ChatClient } from '@samvad/client';
import { emptyTray, trayOf } from './attachments/tray-store';
import { draftKey, getDraft, setDraft } from './drafts';

/**
 * Sends the text and what is in the tray: the first file carries the text, so that they are seen together. Both are
 * cleared at once, as they are in the conversation at once.
 */
export function sendDraft(
  client: ChatClient,
  conversationId: string,
  personId: string,
  unlessAnsweredAfter: number | undefined,
): void {
  const key = draftKey(personId, conversationId);
  const content = (getDraft(key)?.text ?? '').trim();
  const guard = unlessAnsweredAfter === undefined ? {} : { unlessAnsweredAfter };
  const { attachments } = trayOf(key);
  if (attachments.length === 0 && content !== '') client.send(conversationId, { content, ...guard });
  for (const [index, { data, name, type }] of attachments.entries()) {
    client.send(conversationId, { content: index === 0 ? content : '', file: { data, name, type }, ...guard });
  }
  // Afterwards: what could not be queued is not lost.
  setDraft(key, null);
  emptyTray(key);
}
