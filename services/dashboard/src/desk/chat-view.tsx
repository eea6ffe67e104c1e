import { IconMessageOff, IconPlugConnectedX } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Composer } from '../composer/composer';
import { ComposerDropZone } from '../composer/drop-zone';
import { useChat } from '../session/session-provider';
import { useConversation } from '../session/use-conversation';
import { useOpenConversation } from '../session/use-open-conversation';
import { inertLine } from '../text/inert';
import { isFinePointer } from '../theme/pointer';
import { Timeline } from '../timeline/timeline';
import { ChatHeader } from './chat-header';
import styles from './chat-view.module.css';
import { usePanel } from './use-panel';

const CustomerPanel = dynamic(() => import('./customer-panel').then((module) => module.CustomerPanel), { ssr: false });

interface Props {
  conversationId: string;
  onBack(): void;
  onOpen(conversationId: string): void;
}

/** One conversation: who it is with, what was said, what is to be said; beside it what is known of the customer. */
export function ChatView({ conversationId, onBack, onOpen }: Props) {
  const { t } = useTranslation('desk');
  const { status, retry } = useOpenConversation(conversationId);
  const conversation = useConversation(conversationId);
  const isOpen = useChat((state) => state.open[conversationId] !== undefined);
  const panel = usePanel();
  const toggle = useRef<HTMLButtonElement>(null);
  // Whoever closes the panel that lay over the chat is back at its button.
  const isCovered = panel.isOpen && panel.covers;
  const wasCovered = useRef(false);
  useEffect(() => {
    if (wasCovered.current && !isCovered) toggle.current?.focus();
    wasCovered.current = isCovered;
  }, [isCovered]);
  const chat = useFocusOnArrival(conversation !== undefined);

  // Given to somebody else, and back: it is opened anew.
  const isBack = status === 'open' && !isOpen && conversation !== undefined;
  useEffect(() => {
    if (isBack) retry();
  }, [isBack, retry]);

  if (status === 'gone' || (status === 'open' && !isOpen && !conversation)) return <Gone onBack={onBack} />;
  if (status === 'failed') return <Failed onRetry={retry} onBack={onBack} />;
  if (!conversation) return <Opening onBack={onBack} />;
  return (
    <div className={styles.view}>
      <section
        ref={chat}
        className={styles.chat}
        aria-label={t('chatWith', { name: inertLine(conversation.user.name) })}
        inert={isCovered}
      >
        <ChatHeader conversation={conversation} onBack={onBack} panel={panel} toggleRef={toggle} />
        <ComposerDropZone conversationId={conversationId}>
          <Timeline conversationId={conversationId} />
          <Composer conversationId={conversationId} />
        </ComposerDropZone>
      </section>
      {panel.isOpen && (
        <CustomerPanel conversation={conversation} onOpen={onOpen} onClose={panel.close} takesFocus={panel.covers} />
      )}
    </div>
  );
}

/**
 * Whoever opens a conversation goes on in it: at a keyboard by writing, else at its beginning, lest a keyboard cover half
 * of the screen unasked.
 */
function useFocusOnArrival(isThere: boolean) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isThere) return;
    const wanted = isFinePointer() ? 'textarea' : 'h2';
    section.current?.querySelector<HTMLElement>(wanted)?.focus({ preventScroll: true });
  }, [isThere]);
  return section;
}

function Opening({ onBack }: { onBack(): void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.state} aria-busy>
      <p role="status">{t('loading')}</p>
      <button type="button" className={styles.button} onClick={onBack}>
        {t('back')}
      </button>
    </div>
  );
}

function Gone({ onBack }: { onBack(): void }) {
  const { t } = useTranslation(['desk', 'common']);
  return (
    <div className={styles.state}>
      <IconMessageOff aria-hidden size={48} stroke={1.3} />
      <h2 className={styles.title}>{t('gone.title')}</h2>
      <p className={styles.text}>{t('gone.text')}</p>
      <button type="button" className={styles.button} onClick={onBack}>
        {t('common:back')}
      </button>
    </div>
  );
}

function Failed({ onRetry, onBack }: { onRetry(): void; onBack(): void }) {
  const { t } = useTranslation(['desk', 'common']);
  return (
    <div className={styles.state}>
      <IconPlugConnectedX aria-hidden size={48} stroke={1.3} />
      <h2 className={styles.title}>{t('failed.title')}</h2>
      <div className={styles.buttons}>
        <button type="button" className={styles.button} onClick={onBack}>
          {t('common:back')}
        </button>
        <button type="button" className={styles.button} onClick={onRetry}>
          {t('common:tryAgain')}
        </button>
      </div>
    </div>
  );
}
