import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ScrollView } from './scroll-view';
import { useTimeline } from './timeline-context';

export type OlderStatus = 'none' | 'idle' | 'loading' | 'failed';

/** Rows that are still above those in view when the next page is asked for. */
const ahead = 30;

/** Loads older messages as the reader comes near the oldest. */
export function useOlderMessages(hasOlder: boolean, firstIndex: number, view: ScrollView) {
  const { client, conversationId } = useTimeline();
  const [status, setStatus] = useState<'idle' | 'loading' | 'failed'>('idle');
  const isHere = useRef(true);
  const isLoading = useRef(false);
  const load = useCallback(() => {
    if (isLoading.current) return;
    isLoading.current = true;
    setStatus('loading');
    client
      .loadOlder(conversationId)
      .then(() => 'idle' as const)
      .catch(() => 'failed' as const)
      .then((outcome) => {
        isLoading.current = false;
        if (isHere.current) setStatus(outcome);
      });
  }, [client, conversationId]);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  useEffect(() => {
    if (!hasOlder || status !== 'idle') return;
    // The view tells nothing before the list is where it begins: until then nothing may come before its rows.
    return view.subscribe(() => {
      if (view.getSnapshot().first - firstIndex < ahead) load();
    });
  }, [hasOlder, status, firstIndex, view, load]);
  // In the commit that shows the page: the list scrolls for it right after, and the view must know why.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every page
  useLayoutEffect(() => view.growAbove(), [view, firstIndex]);
  // A page has come, and its rows may be all in view already.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every page
  useEffect(() => view.look(), [view, firstIndex]);
  return { status: hasOlder ? status : ('none' as OlderStatus), load };
}
