import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialog-form.module.css';

interface Props {
  submit: string;
  onSubmit: () => void;
  onCancel: () => void;
  isBusy: boolean;
  /** Takes something away from somebody. */
  isDanger?: boolean;
  /** Nothing would change. */
  isIdle?: boolean;
  error?: string | undefined;
  children: ReactNode;
}

/** What a dialog asks, what went wrong, and its two buttons. */
export function DialogForm({ submit, onSubmit, onCancel, isBusy, isDanger, isIdle, error, children }: Props) {
  const { t } = useTranslation();
  const onForm = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy && !isIdle) onSubmit();
  };
  return (
    <form onSubmit={onForm} noValidate className={styles.form}>
      {children}
      <div role="alert">
        {error && (
          <p className={styles.error}>
            <IconAlertTriangle aria-hidden size={16} className={styles.icon} />
            {error}
          </p>
        )}
      </div>
      <div className={styles.buttons}>
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={isBusy} disabled={isIdle ?? false} {...(isDanger ? { color: 'red.8' } : {})}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

/** What a change brings with it, point by point. */
export function Consequences({ points }: { points: (ReactNode | false)[] }) {
  const said = points.filter((point) => point !== false);
  return (
    <ul className={styles.points}>
      {said.map((point, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they do not move
        <li key={i}>{point}</li>
      ))}
    </ul>
  );
}

/** Whom the dialog is about, where a sentence would have to be bent around the name. */
export function Lead({ children }: { children: ReactNode }) {
  return <p className={styles.lead}>{children}</p>;
}
