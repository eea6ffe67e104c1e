import type { ChatMessage } from '@samvad/client';
import type { Media } from '@samvad/contract';
import { type CSSProperties, useState } from 'react';
import { inertLine } from '../../text/inert';
import { useTimeline } from '../timeline-context';
import css from './frame.module.css';
import { frameSize } from './frame-size';
import { MediaTrouble } from './media-trouble';
import { previewUrl } from './thumbhash';
import { UploadRing } from './upload-ring';
import { useLocalFile } from './use-local-file';
import { useMedia } from './use-media';

/** A photo in its bubble: the file that is here already, else a small picture of the server's. */
export function Photo({ message }: { message: ChatMessage }) {
  const local = useLocalFile(message);
  const [localSize, setLocalSize] = useState<{ width: number; height: number } | 'unreadable'>();
  const { mediaId: media, file } = message;
  const { t } = useTimeline();
  if (media?.status === 'failed') return <MediaTrouble kind="failed" />;
  const name = t('media.photo', { name: inertLine(media?.name ?? file?.name ?? '') });
  const known = typeof localSize === 'object' ? localSize : undefined;
  const size = frameSize(media?.width ?? known?.width, media?.height ?? known?.height);
  if (!local || localSize === 'unreadable') {
    if (media?.status === 'ready') return <StoredPhoto media={media} name={name} size={size} />;
    return (
      <div className={css.frame} style={{ ...size, ...background(media) }}>
        <Overlay message={message} />
      </div>
    );
  }
  const picture = (
    // biome-ignore lint/performance/noImgElement: a static site, and the server makes the sizes
    <img
      src={local}
      alt={name}
      className={css.picture}
      decoding="async"
      onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setLocalSize({ width, height })}
      // Not every browser shows what every phone takes.
      onError={() => setLocalSize('unreadable')}
    />
  );
  return (
    <div className={css.frame} style={size}>
      {media?.status === 'ready' ? <OpenButton media={media}>{picture}</OpenButton> : picture}
      <Overlay message={message} />
    </div>
  );
}

function StoredPhoto({ media: known, name, size }: { media: Media; name: string; size: CSSProperties }) {
  const { media, isBroken, onError, retry } = useMedia(known);
  const url = media.thumbnailUrl ?? media.url;
  return (
    <div className={css.frame} style={{ ...size, ...background(media) }}>
      {isBroken || !url ? (
        <div className={css.centre}>
          <MediaTrouble kind="couldNotLoad" onRetry={retry} />
        </div>
      ) : (
        <OpenButton media={media}>
          {/* biome-ignore lint/performance/noImgElement: a static site, and the server makes the sizes */}
          <img key={url} src={url} alt={name} className={css.picture} decoding="async" onError={onError} />
        </OpenButton>
      )}
    </div>
  );
}

function OpenButton({ media, children }: { media: Media; children: React.ReactNode }) {
  const { openPhoto } = useTimeline();
  return (
    <button type="button" className={css.open} aria-haspopup="dialog" onClick={() => openPhoto(media._id)}>
      {children}
    </button>
  );
}

/** What is still to be done: uploading, or the server's part. */
export function Overlay({ message: { upload, state, clientMessageId, mediaId } }: { message: ChatMessage }) {
  const { client, t } = useTimeline();
  if (upload && state !== 'failed')
    return (
      <div className={css.centre}>
        <UploadRing upload={upload} onCancel={() => client.discard(clientMessageId ?? '')} />
      </div>
    );
  if (mediaId?.status !== 'processing') return null;
  return <span className={css.note}>{t('media.processing')}</span>;
}

export function background(media: Media | null): CSSProperties {
  const url = media?.previewHash ? previewUrl(media.previewHash) : undefined;
  return url ? { backgroundImage: `url(${url})` } : {};
}
