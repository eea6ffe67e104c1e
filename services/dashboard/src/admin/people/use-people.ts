import type { ManagedPerson, PeopleQuery, UpdateUserBody } from '@samvad/contract';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../session/session-provider';
import { type Page, usePages, withRow } from '../use-pages';

export type PeopleFilter = Pick<PeopleQuery, 'role' | 'isActive' | 'q'>;

const idOf = (person: ManagedPerson) => person.id;

/** Milliseconds: who is online changes all the time, and nobody decides by the second here. */
export const peopleEvery = 30_000;

/** Everybody that fits, by name. */
export function usePeople(filter: PeopleFilter, { isEnabled }: { isEnabled: boolean }) {
  const { rest } = useClient();
  return usePages({
    key: ['people', filter],
    load: (cursor) => rest.people({ ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
    idOf,
    every: peopleEvery,
    isEnabled,
  });
}

/** Changes a person; shows the answer at once where the person is listed, and reads anew what hangs on it. */
export function useUpdatePerson(id: string) {
  const { rest } = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: UpdateUserBody) => rest.updatePerson(id, change),
    onSuccess: (person) => {
      queries.setQueriesData<InfiniteData<Page<ManagedPerson>>>({ queryKey: ['people'] }, (pages) =>
        withRow(pages, person, idOf),
      );
    },
    // Also after a refusal: the list was not true then.
    onSettled: () => {
      for (const key of ['people', 'agents', 'load', 'conversations'])
        void queries.invalidateQueries({ queryKey: [key] });
    },
  });
}
