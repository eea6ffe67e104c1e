import type { ManagedPerson } from '@samvad/contract';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useChat } from '../../session/session-provider';
import { adminErrorText, refusedField } from '../error-text';
import { checkPassword, refusedText } from './check-person';
import { Consequences, DialogForm, Lead } from './dialog-form';
import { HandOver } from './hand-over';
import { PasswordField } from './password-field';
import { useUpdatePerson } from './use-people';
import { Who } from './who';

/** Another password, for somebody who has forgotten it or must be locked out of where they are signed in. */
export function SetPasswordDialog({ person, onClose }: { person: ManagedPerson; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const isMe = useChat((state) => state.me?.id === person.id);
  const update = useUpdatePerson(person.id);
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState<string>();
  const isRefused = refusedField(update.error) === 'password';
  const submit = () => {
    const text = checkPassword(t, password);
    setWrong(text);
    if (!text) update.mutate({ password });
  };
  if (update.isSuccess) return <HandOver person={update.data} password={password} onClose={onClose} />;
  return (
    <DialogForm
      submit={t('people.dialogs.password.submit')}
      onSubmit={submit}
      onCancel={onClose}
      isBusy={update.isPending}
      error={update.isError && !isRefused ? adminErrorText(t, update.error) : undefined}
    >
      <Lead>
        <Trans t={t} i18nKey="people.dialogs.password.text" components={{ person: <Who name={person.name} /> }} />
      </Lead>
      <PasswordField
        value={password}
        onChange={setPassword}
        error={wrong ?? (isRefused ? refusedText(t, 'password') : undefined)}
      />
      <Consequences points={[t(isMe ? 'people.points.signsYouOut' : 'people.points.signsOut')]} />
    </DialogForm>
  );
}
