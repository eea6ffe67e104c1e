import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../i18n/i18n';
import { type Language, languageNames } from '../i18n/languages';
import { Segments } from './segments';

/** Each language by its own name: who does not read the others finds theirs. */
export function LanguageSwitch({ hideLabel = false }: { hideLabel?: boolean }) {
  const { t, i18n } = useTranslation();
  const options = Object.entries(languageNames).map(([value, name]) => ({
    value: value as Language,
    label: name,
    lang: value,
  }));
  return (
    <Segments
      label={t('language')}
      hideLabel={hideLabel}
      options={options}
      value={i18n.language as Language}
      onChange={(language) => void changeLanguage(language)}
    />
  );
}
