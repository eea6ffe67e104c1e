import type { texts } from './texts';

export type Language = keyof typeof texts;

/** What each calls itself. */
export const languageNames: Record<Language, string> = { en: 'English', hi: 'हिन्दी' };

const storageKey = 'samvad.language';

/** The chosen language, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [stored(), ...navigator.languages.map((tag) => tag.split('-')[0])];
  return (wanted.find((tag) => tag !== undefined && tag in languageNames) as Language | undefined) ?? 'en';
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Without storage it holds until the page is left.
  }
}

function stored(): string | undefined {
  try {
    return localStorage.getItem(storageKey) ?? undefined;
  } catch {
    return undefined;
  }
}
