import type { ChatMessage } from '@samvad/client';
import { MessageText } from '../text/message-text';
import { FileCard } from './media/file-card';
import { MediaTrouble } from './media/media-trouble';
import { Photo } from './media/photo';
import { VideoClip } from './media/video-clip';
import { VoiceNote } from './media/voice-note';
import css from './message-row.module.css';
import { useTimeline } from './timeline-context';

/** What a message says, with what goes with it. */
export function MessageBody({ message }: { message: ChatMessage }) {
  const { t } = useTimeline();
  return (
    <>
      <Attachment message={message} />
      {message.content !== '' && (
        <div className={css.text}>
          <MessageText text={message.content} showMore={t('showMore')} />
        </div>
      )}
    </>
  );
}

function Attachment({ message }: { message: ChatMessage }) {
  // What the bytes are counts, once the server has looked at them.
  const kind = message.mediaId?.type ?? message.file?.type;
  if (kind === 'image') return <Photo message={message} />;
  if (kind === 'video') return <VideoClip message={message} />;
  if (kind === 'audio') return <VoiceNote message={message} />;
  if (kind === 'file') return <FileCard message={message} />;
  return message.messageType === 'text' || message.messageType === 'system' ? null : <MediaTrouble kind="missing" />;
}
