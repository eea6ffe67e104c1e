import { useDirection } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { startI18n } from './i18n';

/**
 * Shows its children once the texts are there. Pages are made without them, as nobody knows the language at that time:
 * so what the browser gets is empty until then, in every language alike.
 */
export function I18nGate({ children }: { children: ReactNode }) {
  const [ready, setReady] = useState(false);
  const { setDirection } = useDirection();
  useEffect(() => {
    startI18n().then((i18n) => {
      setDirection(i18n.dir());
      i18n.on('languageChanged', () => setDirection(i18n.dir()));
      setReady(true);
    });
  }, [setDirection]);
  return ready ? children : null;
}
