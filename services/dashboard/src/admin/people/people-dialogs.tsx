import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeNameDialog } from './change-name-dialog';
import { ChangeRoleDialog } from './change-role-dialog';
import { DeactivateDialog, ForceOfflineDialog, ReactivateDialog } from './confirm-dialogs';
import { CreatePersonDialog } from './create-person-dialog';
import type { PersonAction } from './person-action';
import { SetPasswordDialog } from './set-password-dialog';

/** The dialog of an action, if there is one; focus goes back to where it was when it closes. */
export function PeopleDialogs({ action, onClose }: { action: PersonAction | undefined; onClose: () => void }) {
  const { t } = useTranslation('admin');
  // Stays while the dialog fades away.
  const [last, setLast] = useState(action);
  if (action && action !== last) setLast(action);
  return (
    <Modal
      opened={action !== undefined}
      onClose={onClose}
      title={last && t(`people.dialogs.${last.kind}.title`)}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
      centered
      styles={{ title: { fontWeight: 600 } }}
      transitionProps={{ duration: 120 }}
    >
      {last && dialogOf(last, onClose)}
    </Modal>
  );
}

function dialogOf(action: PersonAction, onClose: () => void): ReactNode {
  switch (action.kind) {
    case 'create':
      return <CreatePersonDialog onClose={onClose} />;
    case 'name':
      return <ChangeNameDialog person={action.person} onClose={onClose} />;
    case 'role':
      return <ChangeRoleDialog person={action.person} onClose={onClose} />;
    case 'password':
      return <SetPasswordDialog person={action.person} onClose={onClose} />;
    case 'deactivate':
      return <DeactivateDialog person={action.person} onClose={onClose} />;
    case 'reactivate':
      return <ReactivateDialog person={action.person} onClose={onClose} />;
    case 'offline':
      return <ForceOfflineDialog person={action.person} onClose={onClose} />;
  }
}
