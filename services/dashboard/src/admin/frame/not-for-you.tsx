import { Button } from '@mantine/core';
import type { Role } from '@samvad/client';
import { IconLock } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslation } from 'react-i18next';
import { useSignOut } from '../../session/use-sign-out';
import styles from './not-for-you.module.css';

/** For agents and customers who come here: says so, and leads back to what is theirs. */
export function NotForYou({ role }: { role: Role }) {
  const { t } = useTranslation('admin');
  const signOut = useSignOut();
  const isCustomer = role === 'User';
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <IconLock aria-hidden size={40} stroke={1.5} className={styles.icon} />
        <h1 className={styles.title}>{t('notForYou.title')}</h1>
        <p className={styles.text}>{t('notForYou.text')}</p>
        <div className={styles.actions}>
          <Button component={Link} href={isCustomer ? '/chat' : '/'}>
            {t(isCustomer ? 'notForYou.toChat' : 'notForYou.toDesk')}
          </Button>
          <Button variant="default" onClick={() => void signOut()}>
            {t('notForYou.asSomebodyElse')}
          </Button>
        </div>
      </div>
    </main>
  );
}
