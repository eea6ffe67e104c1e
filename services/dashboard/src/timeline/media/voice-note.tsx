import type { ChatMessage } from '@samvad/client';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { type KeyboardEvent, useSyncExternalStore } from 'react';
import { playTime } from '../../format/format';
import { useTimeline } from '../timeline-context';
import { MediaTrouble } from './media-trouble';
import { UploadRing } from './upload-ring';
import { useLocalFile } from './use-local-file';
import css from './voice-note.module.css';
import type { VoiceTrack } from './voice-player';
import { waveformPath } from './waveform-path';

/** Seconds that a key goes on or back. */
const steps: Record<string, number> = {
  ArrowRight: 2,
  ArrowUp: 2,
  ArrowLeft: -2,
  ArrowDown: -2,
  PageUp: 10,
  PageDown: -10,
};

/** A voice note with its own player: its waveform is the slider. */
export function VoiceNote({ message }: { message: ChatMessage }) {
  const { t, client, urls, voice } = useTimeline();
  const local = useLocalFile(message);
  const media = message.mediaId;
  const id = message.clientMessageId ?? message._id ?? '';
  const isThis = useSyncExternalStore(voice.subscribe, () => voice.getSnapshot().id === id);
  const isPlaying = useSyncExternalStore(voice.subscribe, () => isThis && voice.getSnapshot().isPlaying);
  const isBroken = useSyncExternalStore(voice.subscribe, () => isThis && voice.getSnapshot().isBroken);
  const position = useSyncExternalStore(voice.subscribe, () => voice.positionOf(id));
  const speed = useSyncExternalStore(voice.subscribe, voice.getSpeed);
  if (media?.status === 'failed') return <MediaTrouble kind="failed" />;
  const url = local ?? (media ? urls.best(media).url : null);
  const length = (media?.durationMs ?? 0) / 1000;
  const duration = playTime(length * 1000);
  const track = (): VoiceTrack => ({
    id,
    url: url ?? '',
    ...(media ? { freshUrl: async () => (await urls.refresh(media._id)).url } : {}),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    voice.seek(id, Math.min(length, Math.max(0, position + step)));
  };
  const path = waveformPath(media?.waveform ?? null);
  return (
    <div className={css.note} dir="ltr">
      {message.upload && message.state !== 'failed' ? (
        <UploadRing upload={message.upload} onCancel={() => client.discard(id)} />
      ) : (
        <button
          type="button"
          className={css.play}
          disabled={!url}
          aria-label={t(isPlaying ? 'media.pauseVoice' : 'media.playVoice', { duration })}
          onClick={() => voice.toggle(track())}
        >
          {isPlaying ? (
            <IconPlayerPauseFilled aria-hidden size={20} />
          ) : (
            <IconPlayerPlayFilled aria-hidden size={20} className={css.playIcon} />
          )}
        </button>
      )}
      <div className={css.track}>
        <svg className={css.wave} viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
          <path d={path} />
          <path
            className={css.played}
            data-playing={isPlaying || undefined}
            d={path}
            style={{ clipPath: `inset(0 ${100 - share(position, length) * 100}% 0 0)` }}
          />
        </svg>
        <input
          type="range"
          className={css.slider}
          min={0}
          max={length || 1}
          step={0.1}
          value={Math.min(position, length || 1)}
          disabled={!url || length === 0}
          aria-label={t('media.position')}
          aria-valuetext={t('media.positionOf', { position: playTime(position * 1000), duration })}
          onChange={(event) => voice.seek(id, Number(event.currentTarget.value))}
          onKeyDown={onKeyDown}
        />
        <span className={css.times}>
          <span>{position > 0 ? `${playTime(position * 1000)} / ${duration}` : length > 0 ? duration : '–:––'}</span>
          {media?.status === 'processing' && <span>{t('media.processing')}</span>}
        </span>
      </div>
      <button
        type="button"
        className={css.speed}
        aria-label={t('media.speed', { speed })}
        onClick={() => voice.nextSpeed()}
      >
        {speed}×
      </button>
      {isBroken && <MediaTrouble kind="couldNotLoad" onRetry={() => voice.toggle(track())} />}
    </div>
  );
}

const share = (position: number, length: number) => (length > 0 ? Math.min(1, position / length) : 0);
