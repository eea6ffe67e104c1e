import { ActionIcon } from '@mantine/core';
import { IconPlayerStopFilled, IconSend2, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playTime } from '../../format/format';
import composer from '../composer.module.css';
import { LevelMeter } from './level-meter';
import type { Recording } from './recording';
import classes from './voice.module.css';

interface Props {
  recording: Recording;
  onCancel(): void;
  onStop(): void;
  onSend(): void;
}

/** In place of the text box while the microphone is on. */
export function RecorderBar({ recording, onCancel, onStop, onSend }: Props) {
  const { t } = useTranslation('composer');
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(() => stop.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be shown
    <div
      role="group"
      aria-label={t('recording')}
      className={classes.bar}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.button ?? ''}
        aria-label={t('cancelRecording')}
        aria-keyshortcuts="Escape"
        title={t('cancelRecording')}
        onClick={onCancel}
      >
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
      <span className={classes.light} aria-hidden />
      <Elapsed recording={recording} />
      <LevelMeter recording={recording} />
      <ActionIcon
        ref={stop}
        variant="default"
        className={classes.button ?? ''}
        aria-label={t('stopRecording')}
        title={t('stopRecording')}
        onClick={onStop}
      >
        <IconPlayerStopFilled size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon className={classes.button ?? ''} aria-label={t('send')} title={t('send')} onClick={onSend}>
        <IconSend2 size={20} aria-hidden className={composer.sendIcon} />
      </ActionIcon>
    </div>
  );
}

function Elapsed({ recording }: { recording: Recording }) {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsed(recording.elapsed()), 250);
    return () => clearInterval(timer);
  }, [recording]);
  return (
    <span role="timer" className={classes.time}>
      {/* A clock counts what is full. */}
      {playTime(Math.floor(elapsed / 1000) * 1000)}
    </span>
  );
}
