/** What the pages speak. A language is one entry here and one folder beside. */
export const languages = {
  en: { name: 'English', load: () => import('./en') },
  hi: { name: 'हिन्दी', load: () => import('./hi') },
} as const;

export type Language = keyof typeof languages;

const storageKey = 'samvad.language';

/** The chosen language, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [stored(), ...navigator.languages.map((tag) => tag.split('-')[0])];
  return (wanted.find((tag) => tag !== undefined && tag in languages) as Language | undefined) ?? 'en';
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
