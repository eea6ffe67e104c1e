import type { ChatMessage, OpenConversation } from '@samvad/client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Components, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { Announcer } from './announcer';
import { FloatingDay } from './floating-day';
import { HistoryTop } from './history-top';
import { onMessageKey } from './message-keys';
import css from './message-list.module.css';
import { MessageRow } from './message-row';
import { placeOf, rowKey, toRows } from './rows';
import { ScrollView } from './scroll-view';
import { useTimeline } from './timeline-context';
import { ToBottomButton } from './to-bottom-button';
import { TypingLine } from './typing-line';
import { useAutoRead } from './use-auto-read';
import { type OlderStatus, useOlderMessages } from './use-older-messages';
import { useUnreadLine } from './use-unread-line';

/** Rendered beyond what is in view, so that a fast wheel meets no white. */
const beyond = { top: 500, bottom: 300 };

interface ListContext {
  older: OlderStatus;
  loadOlder: () => void;
}

const components: Components<ChatMessage, ListContext> = {
  Header: ({ context }) => <HistoryTop status={context.older} onRetry={context.loadOlder} />,
  Footer: () => <TypingLine />,
};

interface Props {
  conversation: OpenConversation;
  /** The `seq` of the oldest unread message, when it was opened. */
  firstUnread: number | undefined;
}

/** The messages of a conversation: the newest, or the first unread one, in view, and everything else as one scrolls. */
export function MessageList({ conversation: { messages, hasOlder }, firstUnread }: Props) {
  const { t, me } = useTimeline();
  const [view] = useState(() => new ScrollView(firstUnread === undefined));
  const list = useRef<VirtuosoHandle>(null);
  const scroller = useRef<HTMLElement>(null);
  const rows = useMemo(() => toRows(messages, hasOlder), [messages, hasOlder]);
  const { firstIndex } = rows;
  const line = useUnreadLine(messages, firstUnread, view);
  const older = useOlderMessages(hasOlder, firstIndex, view);
  useAutoRead(rows, view);
  useEffect(() => (scroller.current ? view.watch(scroller.current) : undefined), [view]);
  const toBottom = useCallback(() => {
    list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
    view.stick();
  }, [view]);
  useFollowOwn(messages, me.id, toBottom);
  const context = useMemo(() => ({ older: older.status, loadOlder: older.load }), [older.status, older.load]);
  const [start] = useState(() => startingPoint(rows.messages, firstUnread));
  const row = useCallback(
    (index: number, message: ChatMessage) => (
      <MessageRow
        message={message}
        {...placeOf(rows, index - firstIndex, line)}
        hasLine={line !== undefined && message.seq === line}
      />
    ),
    [rows, firstIndex, line],
  );
  return (
    <div className={css.list}>
      <Virtuoso
        ref={list}
        scrollerRef={(element) => {
          scroller.current = element as HTMLElement | null;
        }}
        role="log"
        aria-label={t('messages')}
        // What is scrolled into view is no news; the announcer tells what is.
        aria-live="off"
        className={css.scroller}
        onKeyDown={(event) => onMessageKey(event, toBottom)}
        data={rows.messages}
        context={context}
        components={components}
        computeItemKey={(_, message) => rowKey(message)}
        itemContent={row}
        firstItemIndex={firstIndex}
        initialTopMostItemIndex={start}
        alignToBottom
        defaultItemHeight={44}
        increaseViewportBy={beyond}
        skipAnimationFrameInResizeObserver
        rangeChanged={() => view.look()}
      />
      <FloatingDay rows={rows} view={view} />
      <ToBottomButton
        messages={rows.messages}
        view={view}
        onClick={() => {
          toBottom();
          scroller.current?.focus({ preventScroll: true });
        }}
      />
      <Announcer messages={messages} />
    </div>
  );
}

function startingPoint(messages: readonly ChatMessage[], firstUnread: number | undefined) {
  const unread = firstUnread === undefined ? -1 : messages.findIndex(({ seq }) => seq === firstUnread);
  return unread >= 0 ? { index: unread, align: 'start' as const } : { index: 'LAST' as const, align: 'end' as const };
}

/** Whoever sends wants to see it, wherever the list was. */
function useFollowOwn(messages: readonly ChatMessage[], me: string, toBottom: () => void): void {
  const last = useRef(messages.at(-1));
  useEffect(() => {
    const newest = messages.at(-1);
    const before = last.current;
    last.current = newest;
    if (!newest || newest === before || newest.seq !== null || newest.senderId !== me) return;
    if (newest.clientMessageId !== before?.clientMessageId) toBottom();
  }, [messages, me, toBottom]);
}
