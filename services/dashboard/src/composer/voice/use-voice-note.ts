import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Attachment, newAttachment } from '../attachments/attachment';
import type { Recorded, Recording, RecordingEnd } from './recording';

/** What is said when nothing, or no more, can be recorded. */
export type VoiceError =
  | 'micDenied'
  | 'micMissing'
  | 'micBusy'
  | 'micInsecure'
  | 'micFailed'
  | 'micLost'
  | 'voiceLimit';

/** Milliseconds out of sight after which a recording ends: by then it has been forgotten. */
const longestHidden = 30_000;

/** Records one voice note at a time. Whatever ends a recording but cancelling it gives a note: nothing is lost. */
export function useVoiceNote(onNote: (note: Attachment) => void) {
  const { t } = useTranslation('composer');
  const [recording, setRecording] = useState<Recording>();
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<VoiceError>();
  const current = useRef<Recording>(undefined);
  const isShown = useRef(false);
  const ended = useRef<() => void>(undefined);

  useEndOnHide(recording);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      current.current?.finish();
    };
  }, []);

  const onEnd = (recorded: Recorded | undefined, why: RecordingEnd) => {
    current.current = undefined;
    setRecording(undefined);
    if (why !== 'finished') setError(why === 'limit' ? 'voiceLimit' : 'micLost');
    if (recorded) onNote(noteOf(recorded, t('voiceNote')));
    ended.current?.();
  };

  const start = async () => {
    if (isAsking || current.current) return;
    setError(undefined);
    setAsking(true);
    try {
      const [{ Recording }] = await Promise.all([import('./recording'), import('./recorder-bar')]);
      const begun = await Recording.start();
      // Another conversation by the time it was allowed.
      if (!isShown.current) return begun.cancel();
      begun.onEnd = onEnd;
      current.current = begun;
      setRecording(begun);
    } catch (failure) {
      setError(errorOf(failure));
    } finally {
      setAsking(false);
    }
  };

  return {
    recording,
    isAsking,
    error,
    start,
    cancel: () => current.current?.cancel(),
    /** Resolves when the note has been handed over. */
    finish: () =>
      new Promise<void>((resolve) => {
        if (!current.current) return resolve();
        ended.current = resolve;
        current.current.finish();
      }),
    forgetError: () => setError(undefined),
  };
}

function useEndOnHide(recording: Recording | undefined): void {
  useEffect(() => {
    if (!recording) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onVisibility = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'hidden') timer = setTimeout(() => recording.finish(), longestHidden);
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [recording]);
}

function noteOf({ data, durationMs }: Recorded, name: string): Attachment {
  const kind = /^audio\/(\w+)/.exec(data.type)?.[1] ?? 'webm';
  return newAttachment({ data, durationMs, type: 'audio', name: `${name}.${kind === 'mp4' ? 'm4a' : kind}` });
}

const errors: Record<string, VoiceError> = {
  NotAllowedError: 'micDenied',
  NotFoundError: 'micMissing',
  NotReadableError: 'micBusy',
  AbortError: 'micBusy',
  SecurityError: 'micInsecure',
};

const errorOf = (failure: unknown): VoiceError => errors[(failure as Error).name] ?? 'micFailed';
