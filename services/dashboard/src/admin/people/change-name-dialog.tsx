import { TextInput } from '@mantine/core';
import type { ManagedPerson } from '@samvad/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inertLine } from '../../text/inert';
import { adminErrorText, refusedField } from '../error-text';
import { useSay } from '../frame/notice';
import { checkName, refusedText } from './check-person';
import { DialogForm } from './dialog-form';
import { useUpdatePerson } from './use-people';

/** Another name, which everybody sees. */
export function ChangeNameDialog({ person, onClose }: { person: ManagedPerson; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const say = useSay();
  const update = useUpdatePerson(person.id);
  const [name, setName] = useState(person.name);
  const [missing, setMissing] = useState<string>();
  const isRefused = refusedField(update.error) === 'name';
  const submit = () => {
    const text = checkName(t, name);
    setMissing(text);
    if (text) return;
    const done = () => {
      onClose();
      say(t('people.dialogs.name.done', { name: inertLine(name) }));
    };
    update.mutate({ name: name.trim() }, { onSuccess: done });
  };
  return (
    <DialogForm
      submit={t('people.dialogs.name.submit')}
      onSubmit={submit}
      onCancel={onClose}
      isBusy={update.isPending}
      isIdle={name.trim() === person.name}
      error={update.isError && !isRefused ? adminErrorText(t, update.error) : undefined}
    >
      <TextInput
        data-autofocus
        label={t('people.fields.name')}
        autoComplete="off"
        required
        maxLength={100}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={missing ?? (isRefused ? refusedText(t, 'name') : undefined)}
      />
    </DialogForm>
  );
}
