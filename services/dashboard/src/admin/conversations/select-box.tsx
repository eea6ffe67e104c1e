import styles from './select-box.module.css';

interface Props {
  label: string;
  isChecked: boolean;
  /** Some, but not all. */
  isSome?: boolean;
  onChange: (isChecked: boolean) => void;
}

/** A box to select a row by, with room for a thumb. */
export function SelectBox({ label, isChecked, isSome = false, onChange }: Props) {
  return (
    <label className={styles.area}>
      <input
        type="checkbox"
        aria-label={label}
        className={styles.box}
        checked={isChecked}
        ref={(box) => {
          if (box) box.indeterminate = isSome && !isChecked;
        }}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    </label>
  );
}
