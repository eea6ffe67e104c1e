import type { UploadState } from '@samvad/client';
import { IconX } from '@tabler/icons-react';
import { useTimeline } from '../timeline-context';
import css from './upload-ring.module.css';

/** How far an upload is, around the button that ends it. */
export function UploadRing({ upload, onCancel }: { upload: UploadState; onCancel: () => void }) {
  const { t, language } = useTimeline();
  const { progress, state } = upload;
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(progress);
  return (
    <span className={css.ring} data-waiting={state === 'waiting' || undefined}>
      <span
        role="progressbar"
        aria-label={t('upload.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(progress * 100)}
        aria-valuetext={state === 'waiting' ? t('upload.waiting') : t('upload.percent', { percent })}
      >
        <svg viewBox="0 0 44 44" aria-hidden="true" className={css.circle}>
          <circle cx="22" cy="22" r="19" className={css.rest} />
          <circle cx="22" cy="22" r="19" pathLength="100" strokeDasharray={`${Math.max(2, progress * 100)} 100`} />
        </svg>
      </span>
      {/* Once it is uploaded the message itself goes: nothing to be cancelled. */}
      {state !== 'uploaded' && (
        <button type="button" className={css.cancel} aria-label={t('cancel')} title={t('cancel')} onClick={onCancel}>
          <IconX aria-hidden size={20} />
        </button>
      )}
    </span>
  );
}
