import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
}

/** Words to look for. Escape, and a button, clear them. */
export function SearchField({ label, value, onChange, maxLength }: Props) {
  const { t } = useTranslation('admin');
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange('');
    input.current?.focus();
  };
  return (
    <TextInput
      ref={input}
      // Not "search": browsers that add a clear button of their own would show two.
      type="text"
      inputMode="search"
      enterKeyHint="search"
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      placeholder={label}
      maxLength={maxLength}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onKeyDown={({ key }) => key === 'Escape' && clear()}
      leftSection={<IconSearch aria-hidden size={16} />}
      rightSection={value !== '' && <CloseButton size="sm" aria-label={t('list.clearSearch')} onClick={clear} />}
    />
  );
}
