import { useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from './language-switch';
import styles from './preferences.module.css';
import { Segments } from './segments';

/** Language, and light or dark. They hold for this browser, whoever is signed in. */
export function Preferences() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    { value: 'light', label: t('light') },
    { value: 'dark', label: t('dark') },
    { value: 'auto', label: t('system') },
  ] as const;
  return (
    <div className={styles.preferences}>
      <LanguageSwitch />
      <Segments label={t('appearance')} options={schemes} value={colorScheme} onChange={setColorScheme} />
    </div>
  );
}
