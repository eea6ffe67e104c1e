import { IconDownload, IconHistory, IconLogout, IconX } from '@tabler/icons-react';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Preferences } from '../../desk/preferences';
import { install, useInstalling } from '../../pwa/install';
import { PushSwitch } from '../../pwa/push-switch';
import { useChat } from '../../session/session-provider';
import { useSignOut } from '../../session/use-sign-out';
import { inertLine } from '../../text/inert';
import { PlaceLink } from '../place-link';
import styles from './menu.module.css';

/** Everything that is not writing: a sheet from below on a phone, a card in the corner elsewhere. */
export function Menu({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('messenger');
  const { t: common } = useTranslation();
  const name = useChat((state) => state.me?.name ?? '');
  const installing = useInstalling();
  const signOut = useSignOut();
  const [isLeaving, setIsLeaving] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);

  const leave = () => {
    setIsLeaving(true);
    void signOut();
  };
  const closeOutside = ({ target }: MouseEvent) => {
    if (target === dialog.current) dialog.current.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog ref={dialog} className={styles.menu} aria-label={t('header.menu')} onClose={onClose} onClick={closeOutside}>
      <div className={styles.content}>
        <div className={styles.top}>
          <p className={styles.person}>{t('menu.signedInAs', { name: inertLine(name) })}</p>
          <button
            type="button"
            className={styles.close}
            aria-label={common('close')}
            onClick={() => dialog.current?.close()}
          >
            <IconX aria-hidden size={20} />
          </button>
        </div>
        <Preferences />
        <PushSwitch face="messenger" />
        <div className={styles.items}>
          <PlaceLink href="/chat?view=earlier" className={styles.item} onClick={() => dialog.current?.close()}>
            <IconHistory aria-hidden size={20} />
            {t('earlier.title')}
          </PlaceLink>
          {installing === 'possible' && (
            <button type="button" className={styles.item} onClick={() => void install()}>
              <IconDownload aria-hidden size={20} />
              {t('menu.install')}
            </button>
          )}
          {installing === 'byHand' && (
            <p className={styles.hint}>
              <IconDownload aria-hidden size={20} />
              {t('menu.installByHand')}
            </p>
          )}
          <button type="button" className={styles.item} disabled={isLeaving} onClick={leave}>
            <IconLogout aria-hidden size={20} />
            {common('logOut')}
          </button>
        </div>
      </div>
    </dialog>
  );
}
