import { IconArrowLeft, IconDotsVertical } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../presence/avatar';
import { PresenceText } from '../presence/presence-text';
import { useConversation } from '../session/use-conversation';
import { Logo } from '../sign-in/logo';
import { Name } from '../text/name';
import styles from './header.module.css';
import { PlaceLink } from './place-link';

const Menu = dynamic(() => import('./menu/menu').then((module) => module.Menu), { ssr: false });

interface Props {
  id: string | undefined;
  view: string | undefined;
  /** Not the current conversation: there is a way back to it. */
  isAside: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
}

/** Who answers, and whether they are there; and the menu. */
export function Header({ id, view, isAside, heading }: Props) {
  const { t } = useTranslation('messenger');
  const { t: common } = useTranslation();
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const conversation = useConversation(id);
  const agent = conversation?.support;
  return (
    <header className={styles.header}>
      {isAside && (
        <PlaceLink href="/chat" className={styles.button} aria-label={common('back')}>
          <IconArrowLeft aria-hidden size={22} className={styles.turned} />
        </PlaceLink>
      )}
      {view !== 'earlier' && (agent ? <PersonAvatar profile={agent} size={40} withPresence /> : <Logo size={36} />)}
      <div className={styles.who}>
        <h1 className={styles.name} ref={heading} tabIndex={-1}>
          {view === 'earlier' ? t('earlier.title') : agent ? <Name>{agent.name}</Name> : t('header.team')}
        </h1>
        {conversation && (
          <p className={styles.presence}>{agent ? <PresenceText profile={agent} /> : t('header.soon')}</p>
        )}
      </div>
      <button
        type="button"
        className={styles.button}
        aria-label={t('header.menu')}
        aria-haspopup="dialog"
        aria-expanded={isMenuOpen}
        onClick={() => setIsMenuOpen(true)}
      >
        <IconDotsVertical aria-hidden size={22} />
      </button>
      {isMenuOpen && <Menu onClose={() => setIsMenuOpen(false)} />}
    </header>
  );
}
