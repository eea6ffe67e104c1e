import type { ChatClient, OutboxEntry } from '@samvad/client';
import { addAttachments } from '../attachments/add-files';
import { newAttachment } from '../attachments/attachment';
import { getDraft, setDraft } from '../drafts';
import { headSeq } from './colleague-answer';

/** What the server did not take because a colleague had answered, oldest first. */
export function refusedEntries(outbox: readonly OutboxEntry[], conversationId: string): OutboxEntry[] {
  return outbox.filter(
    ({ conversationId: id, state, error }) =>
      id === conversationId && state === 'failed' && error?.code === 'ALREADY_ANSWERED',
  );
}

/** Takes them out of the conversation and back to where they were written, before what has been written since. */
export function takeBack(client: ChatClient, key: string, entries: readonly OutboxEntry[]): void {
  const texts = entries.map(({ content }) => content);
  const text = [...texts, getDraft(key)?.text ?? ''].filter((part) => part !== '').join('\n\n');
  const files = entries.flatMap(({ id, file }) => {
    const data = file && client.fileOf(id);
    return data ? [newAttachment({ data, name: file.name, type: file.type })] : [];
  });
  for (const { id } of entries) client.discard(id);
  addAttachments(client, key, files);
  const seenSeq = headSeq(client.store.getSnapshot(), entries[0]?.conversationId ?? '');
  setDraft(key, { text, at: Date.now(), ...(seenSeq === undefined ? {} : { seenSeq }) });
}
