import type { Role } from '@samvad/client';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './role-field.module.css';
import { roles } from './roles';

interface Props {
  value: Role;
  onChange: (role: Role) => void;
  /** What the person is now. */
  current?: Role;
  error?: string | undefined;
}

/** The three roles, each with what it may do. */
export function RoleField({ value, onChange, current, error }: Props) {
  const { t } = useTranslation('admin');
  const name = useId();
  return (
    <fieldset className={styles.field} aria-describedby={error ? `${name}-error` : undefined}>
      <legend className={styles.legend}>{t('people.fields.role')}</legend>
      {roles.map((role) => (
        <label key={role} className={styles.option} data-checked={role === value || undefined}>
          <input
            type="radio"
            name={name}
            checked={role === value}
            onChange={() => onChange(role)}
            className={styles.radio}
          />
          <span>
            <span className={styles.title}>
              {t(`roles.${role}`)}
              {role === current && <span className={styles.current}>{t('people.fields.roleNow')}</span>}
            </span>
            <span className={styles.about}>{t(`roles.about${role}`)}</span>
          </span>
        </label>
      ))}
      {error && (
        <p id={`${name}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
