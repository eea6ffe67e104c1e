import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { dayName } from '../format/format';
import { useNow } from '../format/use-now';
import css from './message-list.module.css';
import type { Rows } from './rows';
import type { ScrollView } from './scroll-view';
import { useTimeline } from './timeline-context';

const shownMilliseconds = 1_500;

/** The day of the topmost message, while one scrolls. The separators between the messages say it to everybody. */
export function FloatingDay({ rows: { messages, firstIndex }, view }: { rows: Rows; view: ScrollView }) {
  const { language } = useTimeline();
  const first = useSyncExternalStore(view.subscribe, () => view.getSnapshot().first);
  const [isShown, setIsShown] = useState(false);
  const before = useRef(first);
  useEffect(() => {
    // 0: nothing was in view before.
    const hasMoved = before.current !== 0 && before.current !== first;
    before.current = first;
    if (!hasMoved || view.sticks) return;
    setIsShown(true);
    const timer = setTimeout(() => setIsShown(false), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [first, view]);
  const message = messages[first - firstIndex];
  const now = useNow();
  return (
    <div className={css.floatingDay} data-shown={isShown || undefined} aria-hidden="true">
      {message && <span>{dayName(message.createdAt, language, now)}</span>}
    </div>
  );
}
