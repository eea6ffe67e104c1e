import { ChatError } from '@samvad/client';
import { IconAlertCircle } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../format/error-text';
import { useClient } from '../session/session-provider';
import { EntrancePage } from './entrance-page';
import { PasswordField, SubmitButton, TextField } from './fields';
import styles from './sign-in.module.css';

type Field = 'name' | 'phone' | 'password';

/** `field`: which one is to be corrected; none when none of them is the reason. */
interface Problem {
  field?: Field;
  text: string;
}

const shortestPassword = 8;
const longestName = 100;

/** Makes a customer's account. `children` stands below the form: another way in. */
export function Register({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('messenger');
  const { t: signInText } = useTranslation('signIn');
  const client = useClient();
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setIsBusy] = useState(false);
  const fields = {
    name: useRef<HTMLInputElement>(null),
    phone: useRef<HTMLInputElement>(null),
    password: useRef<HTMLInputElement>(null),
  };

  const show = (found: Problem) => {
    setProblem(found);
    if (found.field) fields[found.field].current?.focus();
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    // Read from the fields: browsers that fill them in tell React nothing of it.
    const body = {
      name: fields.name.current?.value.trim() ?? '',
      phone: fields.phone.current?.value.trim() ?? '',
      password: fields.password.current?.value ?? '',
    };
    if (body.name === '' || body.name.length > longestName)
      return show({ field: 'name', text: t('register.problem.name') });
    if (body.phone === '') return show({ field: 'phone', text: t('register.problem.phoneEmpty') });
    if (body.password.length < shortestPassword)
      return show({ field: 'password', text: t('register.problem.password') });
    setIsBusy(true);
    setProblem(undefined);
    try {
      await client.auth.register(body);
    } catch (error) {
      setIsBusy(false);
      show(problemOf(error));
    }
  };

  const errorOf = (field: Field) => (problem?.field === field ? problem.text : undefined);
  return (
    <EntrancePage title={t('register.title')} subtitle={t('register.subtitle')}>
      <form onSubmit={submit} noValidate className={styles.form}>
        <TextField
          ref={fields.name}
          name="name"
          label={t('register.name')}
          autoComplete="name"
          error={errorOf('name')}
        />
        <TextField
          ref={fields.phone}
          name="phone"
          label={signInText('phone')}
          hint={t('register.phoneHint')}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          error={errorOf('phone')}
          dir="ltr"
        />
        <PasswordField
          ref={fields.password}
          name="password"
          label={signInText('password')}
          hint={t('register.passwordHint')}
          autoComplete="new-password"
          error={errorOf('password')}
          showLabel={t('register.showPassword')}
        />
        <div role="alert" className={styles.alert}>
          {problem && !problem.field && (
            <p className={styles.problem}>
              <IconAlertCircle aria-hidden size={20} />
              <span>{problem.text}</span>
            </p>
          )}
        </div>
        <SubmitButton isBusy={isBusy}>{t('register.register')}</SubmitButton>
      </form>
      {children}
    </EntrancePage>
  );

  function problemOf(error: unknown): Problem {
    const { code, message } = error instanceof ChatError ? error : { code: '', message: '' };
    if (code === 'CONFLICT') return { field: 'phone', text: t('register.problem.phoneTaken') };
    // What else could be wrong has been looked at before it was sent.
    if (code === 'VALIDATION' && message.includes('name')) return { field: 'name', text: t('register.problem.name') };
    if (code === 'VALIDATION') return { field: 'phone', text: t('register.problem.phone') };
    if (code === 'RATE_LIMITED') return { text: t('register.problem.RATE_LIMITED') };
    if (code === 'NETWORK' && !navigator.onLine) return { text: t('register.problem.offline') };
    return { text: errorText(error) };
  }
}
