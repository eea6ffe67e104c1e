import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import styles from './fields.module.css';

// Plain elements: the form is what everybody waits for first, and the component library would double its weight.

interface FieldProps extends Omit<ComponentProps<'input'>, 'id' | 'className'> {
  label: string;
  hint?: string;
  /** What is wrong with it, in words; or only that something is, where the words stand elsewhere (`aria-describedby`). */
  error?: string | boolean | undefined;
}

/** One line to fill in. */
export function TextField({ label, hint, error, ...input }: FieldProps) {
  return (
    <Labelled label={label} hint={hint} error={error} describedBy={input['aria-describedby']}>
      {(attributes) => <input {...input} {...attributes} className={styles.input} required />}
    </Labelled>
  );
}

/** A password, which a button beside it shows. */
export function PasswordField({ label, hint, error, showLabel, ...input }: FieldProps & { showLabel: string }) {
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? IconEyeOff : IconEye;
  return (
    <Labelled label={label} hint={hint} error={error} describedBy={input['aria-describedby']}>
      {(attributes) => (
        <div className={styles.password}>
          <input
            {...input}
            {...attributes}
            type={isShown ? 'text' : 'password'}
            className={styles.input}
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <button
            type="button"
            className={styles.show}
            aria-label={showLabel}
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
          >
            <Icon aria-hidden size={20} />
          </button>
        </div>
      )}
    </Labelled>
  );
}

interface Labelling {
  label: string;
  hint: string | undefined;
  error: string | boolean | undefined;
  describedBy: string | undefined;
  children(attributes: ComponentProps<'input'>): ReactNode;
}

function Labelled({ label, hint, error, describedBy, children }: Labelling) {
  const id = useId();
  const text = typeof error === 'string' ? error : undefined;
  const descriptions = [hint && `${id}-hint`, text && `${id}-error`, describedBy].filter(Boolean);
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {children({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': descriptions.length > 0 ? descriptions.join(' ') : undefined,
      })}
      {text && (
        <span id={`${id}-error`} className={styles.error}>
          {text}
        </span>
      )}
    </div>
  );
}

/** Sends the form. While it does, it says so and takes no second press. */
export function SubmitButton({
  isBusy,
  disabled,
  children,
}: {
  isBusy: boolean;
  disabled?: boolean;
  children: string;
}) {
  return (
    <button type="submit" className={styles.submit} disabled={disabled} aria-busy={isBusy}>
      {isBusy && <span aria-hidden className={styles.spinner} />}
      <span>{children}</span>
    </button>
  );
}
