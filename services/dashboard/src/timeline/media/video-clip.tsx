import type { ChatMessage } from '@samvad/client';
import type { Media } from '@samvad/contract';
import type { CSSProperties } from 'react';
import { useState } from 'react';
import { inertLine } from '../../text/inert';
import { useTimeline } from '../timeline-context';
import css from './frame.module.css';
import { frameSize } from './frame-size';
import { MediaTrouble } from './media-trouble';
import { background, Overlay } from './photo';
import { useLocalFile } from './use-local-file';
import { useMedia } from './use-media';

/** A video in its bubble, with the browser's own controls; nothing of it is loaded before it is wanted. */
export function VideoClip({ message }: { message: ChatMessage }) {
  const local = useLocalFile(message);
  const [localSize, setLocalSize] = useState<{ width: number; height: number } | 'unreadable'>();
  const { t } = useTimeline();
  const { mediaId: media, file } = message;
  if (media?.status === 'failed') return <MediaTrouble kind="failed" />;
  const name = t('media.video', { name: inertLine(media?.name ?? file?.name ?? '') });
  const known = typeof localSize === 'object' ? localSize : undefined;
  const size = frameSize(media?.width ?? known?.width, media?.height ?? known?.height);
  if (!local || localSize === 'unreadable') {
    if (media?.status === 'ready') return <StoredVideo media={media} name={name} size={size} />;
    return (
      <div className={css.frame} style={{ ...size, ...background(media) }}>
        <Overlay message={message} />
      </div>
    );
  }
  return (
    <div className={css.frame} style={size}>
      {/* biome-ignore lint/a11y/useMediaCaption: what people send each other has none */}
      <video
        className={css.video}
        src={local}
        aria-label={name}
        controls={!message.upload}
        preload="metadata"
        playsInline
        onLoadedMetadata={({ currentTarget: { videoWidth: width, videoHeight: height } }) =>
          setLocalSize({ width, height })
        }
        onError={() => setLocalSize('unreadable')}
      />
      <Overlay message={message} />
    </div>
  );
}

function StoredVideo({ media: known, name, size }: { media: Media; name: string; size: CSSProperties }) {
  const { media, isBroken, onError, retry } = useMedia(known);
  return (
    <div className={css.frame} style={{ ...size, ...background(media) }}>
      {isBroken || !media.url ? (
        <div className={css.centre}>
          <MediaTrouble kind="couldNotLoad" onRetry={retry} />
        </div>
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: what people send each other has none
        <video
          key={media.url}
          className={css.video}
          src={media.url}
          poster={media.thumbnailUrl ?? undefined}
          aria-label={name}
          controls
          preload="none"
          playsInline
          onError={onError}
        />
      )}
    </div>
  );
}
