import { TextInput } from '@mantine/core';
import type { Role } from '@samvad/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../session/session-provider';
import { adminErrorText, hasCode, type PersonField, refusedField } from '../error-text';
import { checkName, checkPassword, checkPhone, type FieldErrors, refusedText } from './check-person';
import { DialogForm } from './dialog-form';
import { HandOver } from './hand-over';
import { PasswordField } from './password-field';
import { RoleField } from './role-field';

/** A new account. Afterwards shows what its owner signs in with: the password cannot be seen again. */
export function CreatePersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { rest } = useClient();
  const queries = useQueryClient();
  const form = useRef<HTMLDivElement>(null);
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('Support');
  const [errors, setErrors] = useState<FieldErrors>({});
  const create = useMutation({
    mutationFn: () => rest.createUser({ name: name.trim(), phone: phone.trim(), password, role }),
    onSuccess: () => {
      for (const key of ['people', 'agents', 'load']) void queries.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => {
      const field = hasCode(error, 'CONFLICT') ? 'phone' : refusedField(error);
      if (!field) return;
      setErrors({ [field]: hasCode(error, 'CONFLICT') ? t('people.fields.phoneTaken') : refusedText(t, field) });
      focusFirstError();
    },
  });
  /** What is being corrected is not wrong any more, as far as is known. */
  const edited = (field: PersonField) => setErrors(({ [field]: _, ...others }) => others);
  const focusFirstError = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  const submit = () => {
    const found = Object.entries({
      name: checkName(t, name),
      phone: checkPhone(t, phone),
      password: checkPassword(t, password),
    }).filter(([, text]) => text !== undefined);
    setErrors(Object.fromEntries(found));
    if (found.length > 0) focusFirstError();
    else create.mutate();
  };
  if (create.isSuccess) return <HandOver person={create.data} password={password} onClose={onClose} />;
  const isAboutField =
    create.isError && (hasCode(create.error, 'CONFLICT') || refusedField(create.error) !== undefined);
  return (
    <DialogForm
      submit={t('people.dialogs.create.submit')}
      onSubmit={submit}
      onCancel={onClose}
      isBusy={create.isPending}
      error={create.isError && !isAboutField ? adminErrorText(t, create.error) : undefined}
    >
      <div ref={form} style={{ display: 'contents' }}>
        <TextInput
          data-autofocus
          label={t('people.fields.name')}
          autoComplete="off"
          required
          maxLength={100}
          value={name}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value);
            edited('name');
          }}
          error={errors.name}
        />
        <TextInput
          label={t('people.fields.phone')}
          description={t('people.fields.phoneRule')}
          type="tel"
          autoComplete="off"
          required
          maxLength={32}
          value={phone}
          onChange={({ currentTarget }) => {
            setPhone(currentTarget.value);
            edited('phone');
          }}
          error={errors.phone}
        />
        <PasswordField
          value={password}
          onChange={(value) => {
            setPassword(value);
            edited('password');
          }}
          error={errors.password}
        />
        <RoleField value={role} onChange={setRole} error={errors.role} />
      </div>
    </DialogForm>
  );
}
