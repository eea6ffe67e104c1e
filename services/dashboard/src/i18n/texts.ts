/**
 * All texts, in parts that are loaded by who needs them. A language is one entry here and one folder beside; a text that
 * it lacks does not compile.
 */
const en = {
  admin: () => import('./en/admin.json'),
  common: () => import('./en/common.json'),
  composer: () => import('./en/composer.json'),
  conversations: () => import('./en/conversations.json'),
  desk: () => import('./en/desk.json'),
  messenger: () => import('./en/messenger.json'),
  pwa: () => import('./en/pwa.json'),
  signIn: () => import('./en/sign-in.json'),
  timeline: () => import('./en/timeline.json'),
};

const hi: typeof en = {
  admin: () => import('./hi/admin.json'),
  common: () => import('./hi/common.json'),
  composer: () => import('./hi/composer.json'),
  conversations: () => import('./hi/conversations.json'),
  desk: () => import('./hi/desk.json'),
  messenger: () => import('./hi/messenger.json'),
  pwa: () => import('./hi/pwa.json'),
  signIn: () => import('./hi/sign-in.json'),
  timeline: () => import('./hi/timeline.json'),
};

export const texts = { en, hi };

export type Namespace = keyof typeof en;
/** The English texts, by namespace: what keys there are. */
export type Texts = { [N in Namespace]: Awaited<ReturnType<(typeof en)[N]>>['default'] };
