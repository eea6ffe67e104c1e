import '../theme/mantine-variables.css';
import '../theme/mantine-styles';
import '../theme/fonts.css';
import '../theme/global.css';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import type { AppProps } from 'next/app';
import Head from 'next/head';
import { useEffect } from 'react';
import { Desk } from '../desk/desk-loader';
import { loadTexts, startI18n } from '../i18n/i18n';
import { I18nGate } from '../i18n/i18n-gate';
import type { Namespace } from '../i18n/texts';
import { TextsGate } from '../i18n/texts-gate';
import { SessionProvider } from '../session/session-provider';
import { theme } from '../theme/theme';

/** What a page says of itself. */
export interface PageTraits {
  /** Pages of the desk are views of one component that outlives going from one to another. */
  face?: 'desk';
  /** The texts it cannot begin without. */
  texts?: readonly Namespace[];
}

const none: readonly Namespace[] = [];

// On their way while the page is made.
if (typeof window !== 'undefined') void startI18n();

export default function App({ Component, pageProps }: AppProps) {
  const { face, texts = none } = Component as PageTraits;
  useEffect(() => {
    // On their way while the sign-in is looked up.
    void loadTexts(...texts);
  }, [texts]);
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Head>
          <title key="title">Samvad</title>
          <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        </Head>
        <I18nGate>
          <SessionProvider>
            <TextsGate texts={texts}>{face === 'desk' ? <Desk /> : <Component {...pageProps} />}</TextsGate>
          </SessionProvider>
        </I18nGate>
      </MantineProvider>
    </DirectionProvider>
  );
}
