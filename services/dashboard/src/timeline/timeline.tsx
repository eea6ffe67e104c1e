import type { OpenConversation } from '@samvad/client';
import { IconMessageCircle } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat, useClient } from '../session/session-provider';
import type { Opening } from '../session/use-open-conversation';
import { useAnnouncements } from './announcer';
import { LoadingMessages } from './loading-messages';
import { MediaUrls } from './media/media-urls';
import { useOnePlays } from './media/use-one-plays';
import { VoicePlayer } from './media/voice-player';
import { MessageList } from './message-list';
import css from './timeline.module.css';
import { type TimelineContext, TimelineProvider } from './timeline-context';
import { useStart } from './use-start';

const Lightbox = dynamic(() => import('./media/lightbox').then((module) => module.Lightbox), { ssr: false });

interface Props {
  conversationId: string;
  /** What has become of opening it, where the page knows: to say that it failed. */
  opening?: Opening;
}

/** The messages of one open conversation. */
export function Timeline({ conversationId, opening }: Props) {
  const me = useChat((state) => state.me);
  const conversation = useChat(({ open }) => open[conversationId]);
  if (!me) return null;
  return (
    <Frame key={conversationId} conversationId={conversationId} me={me} conversation={conversation} opening={opening} />
  );
}

interface FrameProps extends Omit<Props, 'opening'> {
  opening: Opening | undefined;
  me: TimelineContext['me'];
  conversation: OpenConversation | undefined;
}

function Frame({ conversationId, me, conversation, opening }: FrameProps) {
  const client = useClient();
  const { t, i18n } = useTranslation('timeline');
  const root = useRef<HTMLDivElement>(null);
  const [urls] = useState(() => new MediaUrls((id) => client.rest.media(id)));
  const [voice] = useState(() => new VoicePlayer());
  const [photo, setPhoto] = useState<string>();
  const { announce, region } = useAnnouncements();
  const start = useStart(conversationId, conversation, me);
  useOnePlays(root, voice);
  useEffect(() => () => voice.close(), [voice]);
  const { language } = i18n;
  const context = useMemo(
    () => ({ client, conversationId, me, t, language, urls, voice, openPhoto: setPhoto, announce }),
    [client, conversationId, me, t, language, urls, voice, announce],
  );
  const closePhoto = useCallback(() => setPhoto(undefined), []);
  return (
    <TimelineProvider value={context}>
      <div ref={root} className={css.timeline}>
        {!conversation || !start ? (
          <LoadingMessages opening={opening} />
        ) : conversation.messages.length === 0 ? (
          <NoMessages />
        ) : (
          <MessageList key={start.epoch} conversation={conversation} firstUnread={start.firstUnread} />
        )}
        {region}
        {photo !== undefined && conversation && (
          <Lightbox messages={conversation.messages} mediaId={photo} onClose={closePhoto} />
        )}
      </div>
    </TimelineProvider>
  );
}

function NoMessages() {
  const { t } = useTranslation('timeline');
  return (
    <div role="log" aria-label={t('messages')} className={css.empty}>
      <IconMessageCircle aria-hidden size={40} stroke={1.5} />
      <strong>{t('empty')}</strong>
      <span>{t('emptyHint')}</span>
    </div>
  );
}
