import { useRouter } from 'next/router';
import { useCallback } from 'react';

/**
 * What narrows a list, in the page's address: it survives a reload and can be linked to. Not for what is typed: names
 * and phone numbers are not for addresses, which end in logs.
 */
export function useAddressFilter<Name extends string>() {
  const router = useRouter();
  const { query, pathname } = router;
  const filter = (name: Name): string | undefined => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const setFilter = useCallback(
    (name: Name, value: string | undefined) => {
      const { [name]: _, ...others } = query;
      void router.replace({ pathname, query: value ? { ...others, [name]: value } : others }, undefined, {
        shallow: true,
      });
    },
    [router, pathname, query],
  );
  const clear = useCallback(() => void router.replace({ pathname }, undefined, { shallow: true }), [router, pathname]);
  return { filter, setFilter, clear, isReady: router.isReady };
}
