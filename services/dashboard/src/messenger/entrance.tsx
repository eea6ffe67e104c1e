import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignIn } from '../sign-in/sign-in';
import styles from './entrance.module.css';

const Register = dynamic(() => import('../sign-in/register').then((module) => module.Register), { ssr: false });

/** The customers' way in: logging in, or registering. */
export function Entrance() {
  const { t } = useTranslation('messenger');
  const [isNew, setIsNew] = useState(false);
  const [Form, question, other] = isNew
    ? [Register, t('register.haveAccount'), t('register.logIn')]
    : [SignIn, t('register.noAccount'), t('register.register')];
  return (
    <Form>
      <p className={styles.other}>
        {question}{' '}
        <button type="button" className={styles.switch} onClick={() => setIsNew(!isNew)}>
          {other}
        </button>
      </p>
    </Form>
  );
}
