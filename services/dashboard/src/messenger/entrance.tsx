import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Register } from '../sign-in/register';
import { SignIn } from '../sign-in/sign-in';
import styles from './entrance.module.css';

/** The customers' way in: registering, or, for those who are known here, logging in. */
export function Entrance({ isKnown }: { isKnown: boolean }) {
  const { t } = useTranslation('messenger');
  const [isNew, setIsNew] = useState(!isKnown);
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
