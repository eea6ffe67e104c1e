import type { Media } from '@samvad/client';
import { IconFile, IconMicrophone, IconPlayerPlay } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { mediaHere } from '../session/media-here';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import styles from './shared-media.module.css';

const most = 9;

/** The latest pictures and files of what is loaded of a conversation, newest first. */
export function SharedMedia({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation(['desk', 'common']);
  const messages = useChat((state) => state.open[conversationId]?.messages);
  const media = useMemo(() => {
    const found: Media[] = [];
    for (let i = (messages?.length ?? 0) - 1; i >= 0 && found.length < most; i -= 1) {
      const one = messages?.[i]?.mediaId;
      if (one?.status === 'ready' && one.url) found.push(mediaHere(one));
    }
    return found;
  }, [messages]);
  if (media.length === 0) return null;
  return (
    <div>
      <h3 className={styles.heading}>{t('panel.media')}</h3>
      <ul className={styles.grid}>
        {media.map((one) => {
          const name = inertLine(one.name);
          return (
            <li key={one._id}>
              <a
                className={styles.tile}
                href={one.url ?? undefined}
                target="_blank"
                rel="noreferrer"
                aria-label={`${t(`common:type_${one.type}`)}: ${name}`}
                title={name}
              >
                {one.thumbnailUrl && (
                  // biome-ignore lint/performance/noImgElement: a static site has nobody who would make others of it
                  <img className={styles.picture} src={one.thumbnailUrl} alt="" loading="lazy" />
                )}
                {one.type === 'video' && <IconPlayerPlay aria-hidden size={22} className={styles.icon} />}
                {one.type === 'audio' && <IconMicrophone aria-hidden size={24} stroke={1.5} />}
                {one.type === 'file' && (
                  <>
                    <IconFile aria-hidden size={24} stroke={1.5} />
                    <span className={styles.name}>{name}</span>
                  </>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
