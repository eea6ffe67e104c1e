import styles from './online-dot.module.css';

/** Green while the person is online. Says nothing to screen readers: the words for it stand beside. */
export function OnlineDot({ isOnline }: { isOnline: boolean }) {
  return <span aria-hidden className={styles.dot} data-online={isOnline || undefined} />;
}
