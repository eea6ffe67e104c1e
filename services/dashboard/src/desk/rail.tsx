import { IconChartBar, IconInbox, IconListSearch, IconLogout, IconUsers } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/router';
import { useTranslation } from 'react-i18next';
import { useChat } from '../session/session-provider';
import { useUnread } from '../session/use-unread';
import { Logo } from '../sign-in/logo';
import { AccountPanel } from './account-panel';
import { LogOutButton } from './log-out-button';
import styles from './rail.module.css';

const adminPlaces = [
  { href: '/admin/people', key: 'people', Icon: IconUsers },
  { href: '/admin/conversations', key: 'allConversations', Icon: IconListSearch },
  { href: '/admin/load', key: 'load', Icon: IconChartBar },
] as const;

/** The way to everywhere: at the side, on phones at the bottom. */
export function Rail() {
  const { t } = useTranslation(['desk', 'common']);
  const isAdmin = useChat((state) => state.me?.role === 'Admin');
  const unread = useUnread();
  const { pathname } = useRouter();
  const isInbox = pathname === '/' || pathname === '/c';
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <span className={styles.logo}>
        <Logo size={32} />
      </span>
      <ul className={styles.places}>
        <li>
          <Link href="/" className={styles.item} aria-current={isInbox ? 'page' : undefined}>
            <IconInbox aria-hidden size={24} stroke={1.75} />
            <span className={styles.word}>{t('rail.inbox')}</span>
            {unread > 0 && (
              <span className={styles.count}>
                <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
                <span className={styles.hidden}>{t('common:unread', { count: unread })}</span>
              </span>
            )}
          </Link>
        </li>
        {isAdmin &&
          adminPlaces.map(({ href, key, Icon }) => (
            <li key={href}>
              <Link href={href} className={styles.item} aria-current={pathname === href ? 'page' : undefined}>
                <Icon aria-hidden size={24} stroke={1.75} />
                <span className={styles.word}>{t(`rail.${key}`)}</span>
              </Link>
            </li>
          ))}
      </ul>
      <div className={styles.end}>
        <AccountPanel className={styles.item} />
        <LogOutButton
          className={styles.item}
          icon={<IconLogout aria-hidden size={22} stroke={1.75} />}
          wordClass={styles.word}
        />
      </div>
    </nav>
  );
}
