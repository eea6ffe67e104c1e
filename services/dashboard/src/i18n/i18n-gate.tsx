import { useDirection } from '@mantine/core';
import i18next from 'i18next';
import { type ReactNode, useEffect, useState } from 'react';
import { startI18n } from './i18n';

/**
 * Shows its children once it is known which language is spoken. Pages are made without it, as nobody knows the language at
 * that time: so what the browser gets is empty until then, in every language alike.
 */
export function I18nGate({ children }: { children: ReactNode }) {
  const [ready, setReady] = useState(false);
  const { setDirection } = useDirection();
  useEffect(() => {
    const show = () => setDirection(i18next.dir());
    i18next.on('languageChanged', show);
    startI18n().then(() => {
      show();
      setReady(true);
    });
    return () => i18next.off('languageChanged', show);
  }, [setDirection]);
  return ready ? children : null;
}
