import i18next from 'i18next';
import { fullTime, rowTime } from '../format/format';
import { useNow } from '../format/use-now';

/** When something in a list was: renders by itself when the day is another, and nothing around it; with it for a language. */
export function RowTime({ time }: { time: string }) {
  const now = useNow();
  return (
    <time dateTime={time} title={fullTime(time, i18next.language)}>
      {rowTime(time, i18next.language, now)}
    </time>
  );
}
