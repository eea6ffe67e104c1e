import type { ReactNode } from 'react';
import styles from './page-head.module.css';

interface Props {
  title: string;
  /** One line on what the page is for, or what it shows at the moment. */
  note?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** The title of an admin page, what can be done, and below it what narrows the list. */
export function PageHead({ title, note, actions, children }: Props) {
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <div className={styles.titles}>
          <h1 className={styles.title}>{title}</h1>
          {note && <div className={styles.note}>{note}</div>}
        </div>
        {actions}
      </div>
      {children}
    </header>
  );
}

/** Fields in a row that narrow the list below. */
export function Filters({ label, children }: { label: string; children: ReactNode }) {
  return (
    <search aria-label={label} className={styles.filters}>
      {children}
    </search>
  );
}
