import type { ReactNode } from 'react';
import styles from './switch-line.module.css';

interface Props {
  label: ReactNode;
  isOn: boolean;
  isDisabled?: boolean;
  onChange(isOn: boolean): void;
}

/** Something that is on or off: a checkbox in another dress. */
export function SwitchLine({ label, isOn, isDisabled = false, onChange }: Props) {
  return (
    <label className={styles.line}>
      <input
        type="checkbox"
        className={styles.switch}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
