import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import css from './message-row.module.css';
import { useTimeline } from './timeline-context';

/** Beside a message that is pointed at or has the focus. Not a stop of its own on the way of the Tab key. */
export function CopyButton({ text }: { text: string }) {
  const { t, announce } = useTimeline();
  const [isDone, setIsDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setIsDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = async () => {
    // Only where the page came safely.
    await navigator.clipboard?.writeText(text);
    setIsDone(true);
    announce(t('copied'));
  };
  const Icon = isDone ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      className={css.copy}
      data-copy
      tabIndex={-1}
      aria-label={t('copy')}
      title={t(isDone ? 'copied' : 'copy')}
      onClick={() => void copy().catch(() => {})}
    >
      <Icon aria-hidden size={16} />
    </button>
  );
}
