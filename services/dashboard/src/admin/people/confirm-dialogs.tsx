import type { ManagedPerson } from '@samvad/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trans, useTranslation } from 'react-i18next';
import { useClient } from '../../session/session-provider';
import { inertLine } from '../../text/inert';
import { adminErrorText } from '../error-text';
import { useSay } from '../frame/notice';
import { Consequences, DialogForm, Lead } from './dialog-form';
import { useLeftBehind } from './use-left-behind';
import { useUpdatePerson } from './use-people';
import { Who } from './who';

interface Props {
  person: ManagedPerson;
  onClose: () => void;
}

/** Somebody has left: no way in any more, and the work goes to the others. */
export function DeactivateDialog({ person, onClose }: Props) {
  const { t } = useTranslation('admin');
  const say = useSay();
  const update = useUpdatePerson(person.id);
  const leftBehind = useLeftBehind(person);
  const done = () => {
    onClose();
    say(t('people.dialogs.deactivate.done', { name: inertLine(person.name) }));
  };
  return (
    <DialogForm
      submit={t('people.dialogs.deactivate.submit')}
      onSubmit={() => update.mutate({ isActive: false }, { onSuccess: done })}
      onCancel={onClose}
      isBusy={update.isPending}
      isDanger
      error={update.isError ? adminErrorText(t, update.error) : undefined}
    >
      <Lead>
        <Trans t={t} i18nKey="people.dialogs.deactivate.text" components={{ person: <Who name={person.name} /> }} />
      </Lead>
      <Consequences
        points={[
          t('people.points.shutOut'),
          leftBehind > 0 && t('people.points.leaves', { count: leftBehind }),
          t('people.points.messagesStay'),
        ]}
      />
    </DialogForm>
  );
}

/** Somebody is back. */
export function ReactivateDialog({ person, onClose }: Props) {
  const { t } = useTranslation('admin');
  const say = useSay();
  const update = useUpdatePerson(person.id);
  const done = () => {
    onClose();
    say(t('people.dialogs.reactivate.done', { name: inertLine(person.name) }));
  };
  return (
    <DialogForm
      submit={t('people.dialogs.reactivate.submit')}
      onSubmit={() => update.mutate({ isActive: true }, { onSuccess: done })}
      onCancel={onClose}
      isBusy={update.isPending}
      error={update.isError ? adminErrorText(t, update.error) : undefined}
    >
      <Lead>
        <Trans t={t} i18nKey="people.dialogs.reactivate.text" components={{ person: <Who name={person.name} /> }} />
      </Lead>
    </DialogForm>
  );
}

/** A lost phone, or a browser left open somewhere: out everywhere, with the password as it was. */
export function ForceOfflineDialog({ person, onClose }: Props) {
  const { t } = useTranslation('admin');
  const { rest } = useClient();
  const queries = useQueryClient();
  const say = useSay();
  const offline = useMutation({
    mutationFn: () => rest.forceOffline(person.id),
    onSuccess: () => {
      onClose();
      say(t('people.dialogs.offline.done', { name: inertLine(person.name) }));
    },
    onSettled: () => {
      for (const key of ['people', 'agents', 'load']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DialogForm
      submit={t('people.dialogs.offline.submit')}
      onSubmit={() => offline.mutate()}
      onCancel={onClose}
      isBusy={offline.isPending}
      isDanger
      error={offline.isError ? adminErrorText(t, offline.error) : undefined}
    >
      <Lead>
        <Trans t={t} i18nKey="people.dialogs.offline.text" components={{ person: <Who name={person.name} /> }} />
      </Lead>
      <Consequences points={[t('people.points.signsOut'), t('people.points.samePassword')]} />
    </DialogForm>
  );
}
