import { ActionIcon, Menu } from '@mantine/core';
import type { ManagedPerson } from '@samvad/contract';
import {
  IconDotsVertical,
  IconKey,
  IconPencil,
  IconPlugConnectedX,
  IconShieldCog,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { inertLine } from '../../text/inert';
import type { PersonAction } from './person-action';
import styles from './person-menu.module.css';

interface Props {
  person: ManagedPerson;
  isMe: boolean;
  onAction: (action: PersonAction) => void;
}

/** What can be done to a person. Admins shut nobody out of the house who is themselves. */
export function PersonMenu({ person, isMe, onAction }: Props) {
  const { t } = useTranslation('admin');
  const button = useRef<HTMLButtonElement>(null);
  const choose = (kind: Exclude<PersonAction['kind'], 'create'>) => () => {
    // The dialog gives the focus back to where it was; the menu's items are gone by then.
    button.current?.focus();
    onAction({ kind, person });
  };
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} shadow="md" width={250}>
      <Menu.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          size={36}
          className={styles.button}
          aria-label={t('people.actionsOf', { name: inertLine(person.name) })}
        >
          <IconDotsVertical aria-hidden size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil aria-hidden size={16} />} onClick={choose('name')}>
          {t('people.actions.name')}
        </Menu.Item>
        {!isMe && (
          <Menu.Item leftSection={<IconShieldCog aria-hidden size={16} />} onClick={choose('role')}>
            {t('people.actions.role')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKey aria-hidden size={16} />} onClick={choose('password')}>
          {t('people.actions.password')}
        </Menu.Item>
        {!isMe && (
          <>
            {person.isActive && (
              <Menu.Item leftSection={<IconPlugConnectedX aria-hidden size={16} />} onClick={choose('offline')}>
                {t('people.actions.offline')}
              </Menu.Item>
            )}
            <Menu.Divider />
            {person.isActive ? (
              <Menu.Item
                className={styles.danger}
                leftSection={<IconUserOff aria-hidden size={16} />}
                onClick={choose('deactivate')}
              >
                {t('people.actions.deactivate')}
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconUserCheck aria-hidden size={16} />} onClick={choose('reactivate')}>
                {t('people.actions.reactivate')}
              </Menu.Item>
            )}
          </>
        )}
        {isMe && <Menu.Label>{t('people.actions.notYourself')}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
