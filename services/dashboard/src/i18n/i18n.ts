import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, preferredLanguage, rememberLanguage } from './languages';
import { type Namespace, texts } from './texts';

/** Needed on every page. */
const everywhere: Namespace[] = ['common', 'signIn'];
/** What the pages have asked for so far: another language is loaded with all of it. */
const wanted = new Set<Namespace>(everywhere);

let started: Promise<void> | undefined;

/** Starts with the preferred language, and nothing of the others. Once, however often it is called. */
export function startI18n(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    defaultNS: 'common',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(language, everywhere);
  showDirection();
}

/** Loads parts of the texts in the present language. */
export async function loadTexts(...namespaces: Namespace[]): Promise<void> {
  for (const namespace of namespaces) wanted.add(namespace);
  await startI18n();
  await load(i18next.language as Language, namespaces);
}

/** For `dynamic`: a component together with its texts. */
export async function withTexts<T>(code: Promise<T>, ...namespaces: Namespace[]): Promise<T> {
  const [loaded] = await Promise.all([code, loadTexts(...namespaces)]);
  return loaded;
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language, [...wanted]);
  await i18next.changeLanguage(language);
  rememberLanguage(language);
  showDirection();
}

async function load(language: Language, namespaces: readonly Namespace[]): Promise<void> {
  await Promise.all(
    namespaces.map(async (namespace) => {
      if (i18next.hasResourceBundle(language, namespace)) return;
      i18next.addResourceBundle(language, namespace, (await texts[language][namespace]()).default);
    }),
  );
}

/** Tells the browser, and with it screen readers, fonts and hyphenation, what is spoken. */
function showDirection(): void {
  document.documentElement.lang = i18next.language;
  document.documentElement.dir = i18next.dir();
}
