import { NativeSelect } from '@mantine/core';
import type { Role } from '@samvad/client';
import { useTranslation } from 'react-i18next';
import { Filters } from '../frame/page-head';
import { SearchField } from '../frame/search-field';
import { roles } from './roles';

interface Props {
  words: string;
  onWords: (words: string) => void;
  role: Role | undefined;
  onRole: (role: Role | undefined) => void;
  isActive: boolean | undefined;
  onActive: (isActive: boolean | undefined) => void;
}

/** Narrows the list of people. */
export function PeopleFilters({ words, onWords, role, onRole, isActive, onActive }: Props) {
  const { t } = useTranslation('admin');
  return (
    <Filters label={t('people.filters')}>
      <SearchField label={t('people.search')} value={words} onChange={onWords} maxLength={100} />
      <NativeSelect
        aria-label={t('people.role')}
        value={role ?? ''}
        onChange={({ currentTarget }) => onRole((currentTarget.value || undefined) as Role | undefined)}
        data={[
          { value: '', label: t('people.anyRole') },
          ...roles.map((value) => ({ value, label: t(`roles.${value}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t('people.state')}
        value={isActive === undefined ? '' : isActive ? 'yes' : 'no'}
        onChange={({ currentTarget: { value } }) => onActive(value === '' ? undefined : value === 'yes')}
        data={[
          { value: '', label: t('people.anyState') },
          { value: 'yes', label: t('people.active') },
          { value: 'no', label: t('people.inactive') },
        ]}
      />
    </Filters>
  );
}
