import { useEffect, useState } from 'react';

/** A value that follows once the original has been the same for a while (ms). */
export function useDebounced<V>(value: V, wait: number): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}
