import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './tray.module.css';
import { TrayItem } from './tray-item';
import { removeFromTray, type Tray } from './tray-store';

interface Props {
  id: string;
  trayKey: string;
  tray: Tray;
  /** The last one has been removed: the focus needs another place. */
  onLeave(): void;
}

/** What is going to be sent with the text. */
export function AttachmentTray({ id, trayKey, tray, onLeave }: Props) {
  const { t } = useTranslation('composer');
  const list = useRef<HTMLUListElement>(null);
  const { attachments, notice } = tray;
  const hasProblem = attachments.some(({ problem }) => problem);
  const remove = (index: number) => {
    const attachment = attachments[index];
    if (!attachment) return;
    removeFromTray(trayKey, attachment.id);
    if (attachments.length === 1) return onLeave();
    // The next one takes its place; after the last one, the one before.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll<HTMLElement>('[data-remove]');
      buttons?.[Math.min(index, buttons.length - 1)]?.focus();
    });
  };
  return (
    <>
      {attachments.length > 0 && (
        <ul id={id} ref={list} className={classes.tray} aria-label={t('attachments')}>
          {attachments.map((attachment, index) => (
            <TrayItem key={attachment.id} attachment={attachment} onRemove={() => remove(index)} />
          ))}
        </ul>
      )}
      {notice && <p className={classes.note}>{t(notice.kind, { count: notice.count })}</p>}
      {hasProblem && <p className={classes.problemNote}>{t('removeProblems')}</p>}
    </>
  );
}
