import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './notice.module.css';

interface Said {
  text: string;
  isTrouble: boolean;
  /** The same text twice is said twice. */
  number: number;
}

type Say = (text: string, options?: { isTrouble?: boolean }) => void;

const SayContext = createContext<Say>(() => {});
const SaidContext = createContext<{ said: Said | undefined; dismiss: () => void }>({
  said: undefined,
  dismiss: () => {},
});

/** Milliseconds. What it says can be seen in the list as well; trouble stays until it is dismissed. */
const shownFor = 6_000;

export function NoticeProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Said>();
  const say = useCallback<Say>(
    (text, { isTrouble = false } = {}) => setSaid((before) => ({ text, isTrouble, number: (before?.number ?? 0) + 1 })),
    [],
  );
  const dismiss = useCallback(() => setSaid(undefined), []);
  useEffect(() => {
    if (!said || said.isTrouble) return;
    const timer = setTimeout(dismiss, shownFor);
    return () => clearTimeout(timer);
  }, [said, dismiss]);
  return (
    <SayContext value={say}>
      <SaidContext value={{ said, dismiss }}>{children}</SaidContext>
    </SayContext>
  );
}

/** Says what has been done, or why it was not. */
export const useSay = (): Say => useContext(SayContext);

/** One line at the bottom that says it. */
export function Notice() {
  const { t } = useTranslation();
  const { said, dismiss } = useContext(SaidContext);
  const Icon = said?.isTrouble ? IconAlertTriangle : IconCheck;
  return (
    <div role="status" className={styles.region}>
      {said && (
        <div key={said.number} className={styles.notice} data-trouble={said.isTrouble || undefined}>
          <Icon aria-hidden size={18} className={styles.icon} />
          <p className={styles.text}>{said.text}</p>
          <ActionIcon variant="subtle" color="gray" aria-label={t('dismiss')} onClick={dismiss}>
            <IconX aria-hidden size={16} />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
