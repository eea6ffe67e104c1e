import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

/** Like `useState`, but still there for whoever comes back within minutes; forgotten with the rest at signing out. */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const queries = useQueryClient();
  const [value, setValue] = useState(() => queries.getQueryData<T>(['kept', name]) ?? initial);
  const keep = useCallback(
    (next: T) => {
      queries.setQueryData(['kept', name], next);
      setValue(next);
    },
    [queries, name],
  );
  return [value, keep];
}
