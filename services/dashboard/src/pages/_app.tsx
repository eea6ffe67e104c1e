import '../theme/mantine-styles';
import '../theme/global.css';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import type { AppProps } from 'next/app';
import Head from 'next/head';
import { Desk } from '../desk/desk-loader';
import { I18nGate } from '../i18n/i18n-gate';
import { SessionProvider } from '../session/session-provider';
import { theme } from '../theme/theme';

/** What a page says of itself: pages of the desk are views of one component that outlives going from one to another. */
export type PageFace = 'desk' | undefined;

export default function App({ Component, pageProps }: AppProps) {
  const { face } = Component as { face?: PageFace };
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Head>
          <title>Samvad</title>
          <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        </Head>
        <I18nGate>
          <SessionProvider>{face === 'desk' ? <Desk /> : <Component {...pageProps} />}</SessionProvider>
        </I18nGate>
      </MantineProvider>
    </DirectionProvider>
  );
}
