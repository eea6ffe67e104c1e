import { IconSearch, IconX } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './search-field.module.css';

interface Props {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange(value: string): void;
  /** Down, out of the field, into what was found. */
  onLeave(): void;
}

export function SearchField({ ref, value, onChange, onLeave }: Props) {
  const { t } = useTranslation('conversations');
  return (
    <search className={styles.search}>
      <IconSearch aria-hidden size={18} className={styles.icon} />
      <input
        ref={ref}
        type="search"
        className={styles.input}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        value={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') {
            event.preventDefault();
            if (value === '') onLeave();
            else onChange('');
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault();
            onLeave();
          }
        }}
      />
      {value !== '' && (
        <button type="button" className={styles.clear} aria-label={t('search.clear')} onClick={() => onChange('')}>
          <IconX aria-hidden size={16} />
        </button>
      )}
    </search>
  );
}
