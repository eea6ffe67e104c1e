import type { ChatMessage } from '@samvad/client';
import { useEffect, useRef, useState } from 'react';
import { inertLine } from '../text/inert';
import css from './message-list.module.css';
import { useTimeline } from './timeline-context';

/** What comes within this time is told at once. */
const gatherMilliseconds = 700;
const mostCharacters = 200;

/** Tells screen readers of messages that others have just written: of one what it says, of several how many they are. */
export function Announcer({ messages }: { messages: readonly ChatMessage[] }) {
  const { t, me, announce } = useTimeline();
  const known = useRef(newestSeq(messages));
  const waiting = useRef<ChatMessage[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const arrived = arrivedAfter(known.current, messages).filter(({ senderId }) => senderId !== me.id);
    known.current = newestSeq(messages);
    if (arrived.length === 0) return;
    waiting.current.push(...arrived);
    timer.current ??= setTimeout(() => {
      const news = waiting.current.splice(0);
      timer.current = undefined;
      const [only] = news;
      if (!only) return;
      const text = only.content || (only.mediaId ? t(`kind.${only.mediaId.type}`) : '');
      const one = { name: inertLine(only.sender.name), text: inertLine(text).slice(0, mostCharacters) };
      announce(news.length === 1 ? t('announced', one) : t('announcedMany', { count: news.length }));
    }, gatherMilliseconds);
  }, [messages, me.id, t, announce]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return null;
}

/** A polite region. What it has said goes after a while: it is nothing to be found there later. */
export function useAnnouncements() {
  const [text, setText] = useState('');
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => setText(''), 5_000);
    return () => clearTimeout(timer);
  }, [text]);
  const region = (
    <div className={css.announcer} aria-live="polite" aria-atomic="true">
      {text}
    </div>
  );
  return { announce: setText, region };
}

const newestSeq = (messages: readonly ChatMessage[]) => messages.findLast(({ seq }) => seq !== null)?.seq ?? 0;

function arrivedAfter(seq: number, messages: readonly ChatMessage[]): ChatMessage[] {
  const found: ChatMessage[] = [];
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at] as ChatMessage;
    if (message.seq === null) continue;
    if (message.seq <= seq) break;
    found.unshift(message);
  }
  return found;
}
