import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, languages, preferredLanguage, rememberLanguage } from './languages';

/** Loads the preferred language, and nothing of the others. */
export async function startI18n(): Promise<i18n> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: (await languages[language].load()).default },
    defaultNS: 'common',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  showDirection();
  return i18next;
}

export async function changeLanguage(language: Language): Promise<void> {
  for (const [namespace, texts] of Object.entries((await languages[language].load()).default))
    i18next.addResourceBundle(language, namespace, texts);
  await i18next.changeLanguage(language);
  rememberLanguage(language);
  showDirection();
}

/** Tells the browser, and with it screen readers, fonts and hyphenation, what is spoken. */
function showDirection(): void {
  document.documentElement.lang = i18next.language;
  document.documentElement.dir = i18next.dir();
}
