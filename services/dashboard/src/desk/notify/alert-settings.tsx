import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SwitchLine } from '../switch-line';
import styles from './alert-settings.module.css';
import { askForNotifications, notificationPermission } from './browser-notification';
import { changeSettings, useSettings } from './settings';
import { playMessageSound } from './sound';

/** Sound and notifications, on or off; says so where the browser has the last word. */
export function AlertSettings() {
  const { t } = useTranslation();
  const { sound, notifications } = useSettings();
  const [permission, setPermission] = useState(notificationPermission);
  const isAllowed = permission === 'granted' || permission === 'default';
  return (
    <fieldset className={styles.set}>
      <legend className={styles.legend}>{t('alerts.title')}</legend>
      <SwitchLine
        label={t('alerts.sound')}
        isOn={sound}
        onChange={(isOn) => {
          changeSettings({ sound: isOn });
          if (isOn) playMessageSound();
        }}
      />
      <SwitchLine
        label={t('alerts.notifications')}
        isOn={notifications && permission === 'granted'}
        isDisabled={!isAllowed}
        onChange={async (isOn) => {
          changeSettings({ notifications: isOn });
          if (isOn) setPermission(await askForNotifications());
        }}
      />
      {permission === 'denied' && <p className={styles.note}>{t('alerts.denied')}</p>}
    </fieldset>
  );
}
