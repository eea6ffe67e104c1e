import type { ComponentType, ReactNode } from 'react';
import styles from './notice.module.css';

interface Props {
  icon: ComponentType<{ 'aria-hidden': true; size: number; stroke: number }>;
  title: string;
  text?: string;
  children?: ReactNode;
}

/** In the middle of an otherwise empty view: what the matter is, and what can be done. */
export function Notice({ icon: Icon, title, text, children }: Props) {
  return (
    <div className={styles.notice} role="status">
      <Icon aria-hidden size={40} stroke={1.5} />
      <p className={styles.title}>{title}</p>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
