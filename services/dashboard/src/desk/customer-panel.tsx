import type { Conversation } from '@samvad/client';
import { IconCheck, IconCopy, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { previewText } from '../conversations/preview';
import { RowTime } from '../conversations/row-time';
import { errorText } from '../format/error-text';
import { calendarDay } from '../format/format';
import { PersonAvatar } from '../presence/avatar';
import { PresenceText } from '../presence/presence-text';
import { useClient } from '../session/session-provider';
import { inertLine } from '../text/inert';
import { Name } from '../text/name';
import { hrefOf } from './address';
import styles from './customer-panel.module.css';
import { DeskQueries } from './desk-queries';
import { SharedMedia } from './shared-media';

interface Props {
  conversation: Conversation;
  onOpen(conversationId: string): void;
  onClose(): void;
  /** It lies over the chat: whoever opened it goes on here. */
  takesFocus: boolean;
}

/** What is known of the customer. */
export function CustomerPanel({ conversation, onOpen, onClose, takesFocus }: Props) {
  const { t } = useTranslation(['desk', 'common']);
  const { user } = conversation;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) close.current?.focus();
  }, [takesFocus]);
  return (
    <section
      className={styles.panel}
      aria-label={t('panel.label')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !takesFocus) return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <button ref={close} type="button" className={styles.close} aria-label={t('panel.close')} onClick={onClose}>
        <IconX aria-hidden size={20} />
      </button>
      <div className={styles.person}>
        <PersonAvatar profile={user} size={72} withPresence />
        <h2 className={styles.name}>
          <Name>{user.name}</Name>
        </h2>
        <p className={styles.presence}>
          <PresenceText profile={user} />
        </p>
      </div>
      {user.phone && <Phone phone={user.phone} />}
      <SharedMedia conversationId={conversation._id} />
      <DeskQueries>
        <Others conversation={conversation} onOpen={onOpen} />
      </DeskQueries>
    </section>
  );
}

function Phone({ phone }: { phone: string }) {
  const { t } = useTranslation('desk');
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 3_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(phone);
      setIsCopied(true);
    } catch {
      // Not allowed here: the number stands there to be selected.
    }
  };
  return (
    <div className={styles.fact}>
      <span className={styles.label}>{t('panel.phone')}</span>
      <span className={styles.value}>
        <a href={`tel:${phone}`} dir="ltr" className={styles.phone}>
          {phone}
        </a>
        <button
          type="button"
          className={styles.copy}
          aria-label={t('panel.copyPhone')}
          title={t('panel.copyPhone')}
          onClick={copy}
        >
          {isCopied ? <IconCheck aria-hidden size={18} /> : <IconCopy aria-hidden size={18} />}
        </button>
        <span role="status" className={styles.copied}>
          {isCopied && t('panel.copied')}
        </span>
      </span>
    </div>
  );
}

const page = 20;

function Others({ conversation, onOpen }: { conversation: Conversation; onOpen(id: string): void }) {
  const { t, i18n } = useTranslation(['desk', 'common']);
  const client = useClient();
  const { user } = conversation;
  const query = useInfiniteQuery({
    queryKey: ['of-customer', user.id],
    queryFn: ({ pageParam }) =>
      client.rest.conversations({ userId: user.id, limit: page, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => pagination.nextCursor,
    staleTime: 15_000,
  });
  if (query.isPending) return <p className={styles.note}>{t('common:loading')}</p>;
  if (query.isError) {
    return (
      <p className={styles.note} role="alert">
        {errorText(query.error)}{' '}
        <button type="button" className={styles.link} onClick={() => void query.refetch()}>
          {t('common:tryAgain')}
        </button>
      </p>
    );
  }
  // An older server answers with everybody's.
  const all = query.data.pages.flatMap(({ data }) => data).filter((one) => one.user.id === user.id);
  const others = all.filter(({ _id }) => _id !== conversation._id);
  const isComplete = !query.hasNextPage;
  const first = [conversation, ...all].map(({ createdAt }) => createdAt).sort()[0] as string;
  return (
    <>
      <div className={styles.fact}>
        <span className={styles.label}>{t('panel.conversations')}</span>
        <span className={styles.value}>
          {isComplete ? t('panel.count', { count: all.length }) : t('panel.atLeast', { count: all.length })}
        </span>
      </div>
      {isComplete && (
        <div className={styles.fact}>
          <span className={styles.label}>{t('panel.since')}</span>
          <span className={styles.value}>
            <time dateTime={first}>{calendarDay(first, i18n.language)}</time>
          </span>
        </div>
      )}
      {others.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('panel.others')}</h3>
          <ul className={styles.others}>
            {others.map((one) => (
              <li key={one._id}>
                <a
                  href={hrefOf(one._id)}
                  className={styles.other}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    onOpen(one._id);
                  }}
                >
                  <span className={styles.otherTop}>
                    <span className={styles.otherStatus} data-status={one.status}>
                      {t(`common:status_${one.status}`)}
                    </span>
                    <RowTime time={one.updatedAt} />
                  </span>
                  <span className={styles.otherText}>
                    <bdi>
                      {one.subject
                        ? inertLine(one.subject)
                        : one.lastMessage
                          ? previewText(one.lastMessage)
                          : t('common:conversation')}
                    </bdi>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {query.hasNextPage && (
        <button
          type="button"
          className={styles.more}
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('panel.more')}
        </button>
      )}
    </>
  );
}
