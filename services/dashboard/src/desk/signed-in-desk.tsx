import dynamic from 'next/dynamic';
import { useRouter } from 'next/router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionBanner } from '../connection/connection-banner';
import { ConversationList, type ConversationListHandle } from '../conversations/conversation-list';
import { withTexts } from '../i18n/i18n';
import { useChat } from '../session/session-provider';
import { useAddress } from './address';
import styles from './desk.module.css';
import { DeskAlerts } from './desk-alerts';
import { NothingOpen } from './nothing-open';
import { Notices } from './notices';
import { Rail } from './rail';
import { Shortcuts } from './shortcuts';
import { useShortcuts } from './use-shortcuts';

const loadChatView = () => withTexts(import('./chat-view'), 'timeline', 'composer');
const ChatView = dynamic(() => loadChatView().then((module) => module.ChatView), { ssr: false });

/** The desk of somebody who is signed in: rail, list, chat; which of them are seen is a matter of room. */
export function SignedInDesk() {
  const { t } = useTranslation('desk');
  const router = useRouter();
  const { id, open, close } = useAddress();
  const list = useRef<ConversationListHandle>(null);
  const [showsShortcuts, setShowsShortcuts] = useState(false);
  // Keys may be faster than the address.
  const wanted = useRef(id);
  useEffect(() => {
    wanted.current = id;
  }, [id]);
  useShortcuts({
    openNeighbour: (step) => {
      const neighbour = list.current?.neighbour(wanted.current, step);
      if (neighbour === undefined) return;
      wanted.current = neighbour;
      open(neighbour);
    },
    search: () => list.current?.search(),
    toList: () => list.current?.focus(id),
    close: id === undefined ? undefined : close,
    showShortcuts: () => setShowsShortcuts(true),
  });
  useEffect(() => {
    void router.prefetch('/c');
  }, [router]);
  const isListed = useChat((state) => state.ready);
  useEffect(() => {
    // The list comes first; by the time somebody has chosen a conversation, its code is there too.
    if (isListed) void loadChatView();
  }, [isListed]);
  // Closed by "back": whoever works by keyboard goes on where they were.
  const shownBefore = useRef(id);
  useEffect(() => {
    const before = shownBefore.current;
    shownBefore.current = id;
    if (before !== undefined && id === undefined) list.current?.focus(before);
  }, [id]);

  return (
    <div className={styles.desk} data-view={id === undefined ? 'list' : 'chat'}>
      <a className={styles.skip} href="#chat">
        {t('skipToChat')}
      </a>
      <Rail />
      <div className={styles.side}>
        <ConnectionBanner />
        <main className={styles.columns}>
          <h1 className={styles.hidden}>{t('heading')}</h1>
          <section className={styles.list} aria-label={t('listColumn')}>
            <ConversationList ref={list} selectedId={id} onOpen={open} />
          </section>
          <div className={styles.chat} id="chat" tabIndex={-1}>
            {id === undefined ? (
              <NothingOpen onShortcuts={() => setShowsShortcuts(true)} />
            ) : (
              <ChatView key={id} conversationId={id} onBack={close} onOpen={open} />
            )}
          </div>
        </main>
      </div>
      <Notices />
      <DeskAlerts shownId={id} />
      {showsShortcuts && <Shortcuts onClose={() => setShowsShortcuts(false)} />}
    </div>
  );
}
