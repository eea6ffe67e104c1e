import { IconAlertCircle, IconCircleCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './notices.module.css';

export interface NewNotice {
  /** What has gone wrong stays until it is put away. */
  kind: 'done' | 'problem';
  text: string;
  action?: { label: string; run(): void };
}

type Notice = NewNotice & { id: number };

const shownFor = 6_000;
const most = 3;
const listeners = new Set<() => void>();
let notices: readonly Notice[] = [];
let lastId = 0;

function set(next: readonly Notice[]): void {
  notices = next;
  for (const tell of [...listeners]) tell();
}

/** Says what has become of something, at the edge of the page. */
export function showNotice(notice: NewNotice): void {
  lastId += 1;
  set([...notices, { ...notice, id: lastId }].slice(-most));
}

const dismiss = (id: number) => set(notices.filter((one) => one.id !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const none: readonly Notice[] = [];

export function Notices() {
  const shown = useSyncExternalStore(
    subscribe,
    () => notices,
    () => none,
  );
  useEffect(() => () => set([]), []);
  return (
    <div role="status" aria-live="polite" className={styles.notices}>
      {shown.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice: { id, kind, text, action } }: { notice: Notice }) {
  const { t } = useTranslation();
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (kind === 'problem' || isHeld) return;
    const timer = setTimeout(() => dismiss(id), shownFor);
    return () => clearTimeout(timer);
  }, [id, kind, isHeld]);
  const Icon = kind === 'problem' ? IconAlertCircle : IconCircleCheck;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever is reading it has the time they need
    <div
      className={styles.notice}
      data-kind={kind}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <Icon aria-hidden size={20} className={styles.icon} />
      <p className={styles.text}>{text}</p>
      {action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t('dismiss')} onClick={() => dismiss(id)}>
        <IconX aria-hidden size={18} />
      </button>
    </div>
  );
}
