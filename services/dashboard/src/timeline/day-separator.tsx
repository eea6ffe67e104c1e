import { dayName } from '../format/format';
import { useNow } from '../format/use-now';
import css from './message-row.module.css';
import { useTimeline } from './timeline-context';

/** Above the first message of a day. */
export function DaySeparator({ time }: { time: string }) {
  const { language } = useTimeline();
  return (
    <div className={css.day}>
      <span>{dayName(time, language, useNow())}</span>
    </div>
  );
}
