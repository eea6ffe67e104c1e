import { type ReactNode, useId } from 'react';
import styles from './segments.module.css';

interface Props<V extends string> {
  label: string;
  /** Only screen readers hear the label. */
  hideLabel?: boolean;
  options: readonly { value: V; label: ReactNode; lang?: string }[];
  value: V;
  onChange(value: V): void;
}

/** A few choices side by side, one of them chosen: native radio buttons in another dress. */
export function Segments<V extends string>({ label, hideLabel = false, options, value, onChange }: Props<V>) {
  const name = useId();
  return (
    <fieldset className={styles.set}>
      <legend className={hideLabel ? styles.hidden : styles.legend}>{label}</legend>
      <div className={styles.row}>
        {options.map((option) => (
          <label key={option.value} className={styles.segment} lang={option.lang}>
            <input
              type="radio"
              className={styles.input}
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
