import dynamic from 'next/dynamic';
import { withTexts } from '../i18n/i18n';

/** What makes a page an app, once it has nothing better to do. */
export const Pwa = dynamic(() => withTexts(import('./pwa'), 'pwa').then((module) => module.Pwa), { ssr: false });
