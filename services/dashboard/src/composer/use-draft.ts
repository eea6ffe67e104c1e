import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useChat } from '../session/session-provider';
import { hasAttachments, subscribeTrays } from './attachments/tray-store';
import { type Draft, draftKey, getDraft, setDraft, subscribeDrafts } from './drafts';

/** The key of the signed-in person's draft; of nobody's once they have signed out. */
export function useDraftKey(conversationId: string): string {
  const personId = useChat((state) => state.me?.id ?? '');
  return draftKey(personId, conversationId);
}

/** What the person has begun to write here, and how to change it. */
export function useDraft(conversationId: string): [Draft | null, (draft: Draft | null) => void] {
  const key = useDraftKey(conversationId);
  const get = () => getDraft(key);
  const draft = useSyncExternalStore(subscribeDrafts, get, get);
  const write = useCallback((next: Draft | null) => setDraft(key, next), [key]);
  return useMemo(() => [draft, write], [draft, write]);
}

/** Whether something is begun and not sent: words, or files in the tray. For the list's "Draft". */
export function useHasDraft(conversationId: string): boolean {
  const key = useDraftKey(conversationId);
  const hasText = () => (getDraft(key)?.text ?? '').trim() !== '';
  const hasFiles = () => hasAttachments(key);
  const text = useSyncExternalStore(subscribeDrafts, hasText, hasText);
  const files = useSyncExternalStore(subscribeTrays, hasFiles, hasFiles);
  return text || files;
}
