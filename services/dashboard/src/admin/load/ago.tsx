import { useTranslation } from 'react-i18next';
import { fullTime, timeAgo } from '../../format/format';
import { useNow } from '../../format/use-now';

/** Since when somebody has been waiting: `5 minutes ago`. */
export function Ago({ time }: { time: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={time} title={fullTime(time, i18n.language)}>
      {timeAgo(time, i18n.language, now)}
    </time>
  );
}
