import type { ReactNode } from 'react';
import { LanguageSwitch } from '../desk/language-switch';
import styles from './entrance-page.module.css';
import { Logo } from './logo';

/** What people see before they are signed in: one card, and the language. */
export function EntrancePage({ title, subtitle, children }: { title: string; subtitle?: string; children: ReactNode }) {
  return (
    <div className={styles.page}>
      <main className={styles.main}>
        <div className={styles.brand}>
          <Logo size={44} />
          <span className={styles.brandName}>Samvad</span>
        </div>
        <div className={styles.card}>
          <h1 className={styles.title}>{title}</h1>
          {subtitle && <p className={styles.subtitle}>{subtitle}</p>}
          {children}
        </div>
      </main>
      <footer className={styles.footer}>
        <LanguageSwitch hideLabel />
      </footer>
    </div>
  );
}
