import type { ManagedPerson } from '@samvad/contract';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { inertLine } from '../../text/inert';
import { adminErrorText } from '../error-text';
import { useSay } from '../frame/notice';
import { Consequences, DialogForm, Lead } from './dialog-form';
import { RoleField } from './role-field';
import { useLeftBehind } from './use-left-behind';
import { useUpdatePerson } from './use-people';
import { Who } from './who';

/** Another role, which ends the person's sign-ins and, of somebody who stops being an agent, hands the work over. */
export function ChangeRoleDialog({ person, onClose }: { person: ManagedPerson; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const say = useSay();
  const update = useUpdatePerson(person.id);
  const [role, setRole] = useState(person.role);
  const leftBehind = useLeftBehind(person);
  const isOther = role !== person.role;
  const leaves = isOther && role !== 'Support' && leftBehind > 0;
  const submit = () => {
    const done = () => {
      onClose();
      say(t('people.dialogs.role.done', { name: inertLine(person.name), role: t(`roles.${role}`) }));
    };
    update.mutate({ role }, { onSuccess: done });
  };
  return (
    <DialogForm
      submit={t('people.dialogs.role.submit')}
      onSubmit={submit}
      onCancel={onClose}
      isBusy={update.isPending}
      isIdle={!isOther}
      error={update.isError ? adminErrorText(t, update.error) : undefined}
    >
      <Lead>
        <Trans t={t} i18nKey="people.dialogs.role.text" components={{ person: <Who name={person.name} /> }} />
      </Lead>
      <RoleField value={role} onChange={setRole} current={person.role} />
      <div aria-live="polite">
        {isOther && (
          <Consequences
            points={[t('people.points.signsOut'), leaves && t('people.points.leaves', { count: leftBehind })]}
          />
        )}
      </div>
    </DialogForm>
  );
}
