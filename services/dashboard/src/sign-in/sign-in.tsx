import { IconAlertCircle, IconInfoCircle } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndedByItself } from '../session/session-end';
import { useClient } from '../session/session-provider';
import { isFinePointer } from '../theme/pointer';
import { EntrancePage } from './entrance-page';
import { PasswordField, SubmitButton, TextField } from './fields';
import styles from './sign-in.module.css';
import { problemOf, type SignInProblem } from './sign-in-error';
import { useCountdown } from './use-countdown';

/** Signs a person in by phone and password. `children` stands below the form: another way in. */
export function SignIn({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('signIn');
  const client = useClient();
  const hasEnded = useEndedByItself();
  const [problem, setProblem] = useState<SignInProblem>();
  const [isBusy, setIsBusy] = useState(false);
  const phone = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const wait = useCountdown(problem?.kind === 'limited' ? problem.until : undefined);

  useEffect(() => {
    // Where a keyboard is at hand; on a phone it would cover half of the page unasked.
    if (isFinePointer()) phone.current?.focus();
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy || wait > 0) return;
    // Read from the fields: browsers that fill them in tell React nothing of it.
    const credentials = { phone: phone.current?.value.trim() ?? '', password: password.current?.value ?? '' };
    if (credentials.phone === '') return phone.current?.focus();
    if (credentials.password === '') return password.current?.focus();
    setIsBusy(true);
    setProblem(undefined);
    try {
      await client.auth.login(credentials);
    } catch (error) {
      setIsBusy(false);
      const found = problemOf(error);
      setProblem(found);
      if (found.kind === 'wrong') password.current?.select();
    }
  };

  return (
    <EntrancePage title={t('title')} subtitle={t('subtitle')}>
      {hasEnded && !problem && (
        <p className={styles.notice} role="status">
          <IconInfoCircle aria-hidden size={20} />
          <span>{t('sessionEnded')}</span>
        </p>
      )}
      <form onSubmit={submit} noValidate className={styles.form}>
        <TextField
          ref={phone}
          name="phone"
          label={t('phone')}
          type="tel"
          inputMode="tel"
          autoComplete="username"
          placeholder="+91 98000 00001"
          error={problem?.kind === 'wrong'}
          aria-describedby={problem ? 'sign-in-problem' : undefined}
          dir="ltr"
        />
        <PasswordField
          ref={password}
          name="password"
          label={t('password')}
          autoComplete="current-password"
          error={problem?.kind === 'wrong'}
          aria-describedby={problem ? 'sign-in-problem' : undefined}
          showLabel={t('showPassword')}
        />
        <div role="alert" id="sign-in-problem" className={styles.alert}>
          {problem && (problem.kind !== 'limited' || wait > 0) && (
            <p className={styles.problem}>
              <IconAlertCircle aria-hidden size={20} />
              <span>{t(`problem.${problem.kind}`)}</span>
            </p>
          )}
        </div>
        {/* Not part of the alert, which would be read out every second. */}
        {wait > 0 && <p className={styles.wait}>{t('problem.wait', { count: wait })}</p>}
        <SubmitButton isBusy={isBusy} disabled={wait > 0}>
          {t('logIn')}
        </SubmitButton>
      </form>
      {children}
    </EntrancePage>
  );
}
