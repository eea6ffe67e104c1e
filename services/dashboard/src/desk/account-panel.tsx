import dynamic from 'next/dynamic';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { withTexts } from '../i18n/i18n';
import { PersonAvatar } from '../presence/avatar';
import { useChat } from '../session/session-provider';
import { Name } from '../text/name';
import styles from './account-panel.module.css';
import { AlertSettings } from './notify/alert-settings';
import { changeSettings, useSettings } from './notify/settings';
import { Preferences } from './preferences';
import { SwitchLine } from './switch-line';

const PushSwitch = dynamic(() => withTexts(import('../pwa/push-switch'), 'pwa').then((module) => module.PushSwitch), {
  ssr: false,
});

/** Who is signed in, and how they like their desk. Opens from a button with their picture. */
export function AccountPanel({ className }: { className?: string | undefined }) {
  const { t } = useTranslation('desk');
  const me = useChat((state) => state.me);
  const { singleKeys } = useSettings();
  const id = useId();
  if (!me) return null;
  return (
    <>
      <button type="button" className={className} popoverTarget={id} aria-haspopup="dialog">
        <PersonAvatar profile={me} size={30} />
        <span className={styles.word}>{t('account.button')}</span>
      </button>
      <div id={id} popover="auto" role="dialog" aria-label={t('account.title')} className={styles.panel}>
        <div className={styles.person}>
          <PersonAvatar profile={me} size={44} />
          <div className={styles.who}>
            <strong className={styles.name}>
              <Name>{me.name}</Name>
            </strong>
            <span className={styles.role}>{t(`role.${me.role}`)}</span>
          </div>
        </div>
        <Preferences />
        <AlertSettings />
        <PushSwitch face="desk" />
        <SwitchLine
          label={t('account.singleKeys')}
          isOn={singleKeys}
          onChange={(isOn) => changeSettings({ singleKeys: isOn })}
        />
      </div>
    </>
  );
}
