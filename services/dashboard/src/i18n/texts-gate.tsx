import { type ReactNode, useEffect, useState } from 'react';
import { loadTexts } from './i18n';
import type { Namespace } from './texts';

/** Shows a page once its texts are there. */
export function TextsGate({ texts, children }: { texts: readonly Namespace[]; children: ReactNode }) {
  const [loaded, setLoaded] = useState<readonly Namespace[]>();
  useEffect(() => {
    loadTexts(...texts).then(() => setLoaded(texts));
  }, [texts]);
  return loaded === texts ? children : null;
}
