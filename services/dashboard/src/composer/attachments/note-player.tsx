import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './tray.module.css';

/** Plays a voice note before it is sent. */
export function NotePlayer({ url, durationMs }: { url: string; durationMs: number }) {
  const { t } = useTranslation('composer');
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [share, setShare] = useState(0);
  // What is removed from the tray is not heard any longer.
  useEffect(() => {
    const element = audio.current;
    return () => element?.pause();
  }, []);
  const toggle = () => {
    if (isPlaying) audio.current?.pause();
    // Refused by the browser: it stays paused, which is seen.
    else audio.current?.play().catch(() => {});
  };
  return (
    <>
      <button
        type="button"
        className={classes.play}
        aria-label={t(isPlaying ? 'pause' : 'play')}
        style={{ ['--played' as string]: share }}
        onClick={toggle}
      >
        {isPlaying ? <IconPlayerPauseFilled size={18} aria-hidden /> : <IconPlayerPlayFilled size={18} aria-hidden />}
      </button>
      {/* biome-ignore lint/a11y/useMediaCaption: just recorded here */}
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setShare(0)}
        onTimeUpdate={({ currentTarget }) => setShare(Math.min(1, (currentTarget.currentTime * 1000) / durationMs))}
      />
    </>
  );
}
