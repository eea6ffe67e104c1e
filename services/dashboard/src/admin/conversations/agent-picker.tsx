import { Combobox, useCombobox } from '@mantine/core';
import type { Profile } from '@samvad/client';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../../presence/avatar';
import { inertLine } from '../../text/inert';
import { Name } from '../../text/name';
import styles from './agent-picker.module.css';

interface Props {
  agents: Profile[];
  /** The agent it is with; null with nobody, undefined where that is not one and the same. */
  current?: string | null | undefined;
  onPick: (agentId: string | null) => void;
  /** Told when the list is shown and hidden. */
  onOpen?: (isOpen: boolean) => void;
  /** It is made by pressing its button. */
  isOpenAtFirst?: boolean;
  /** The button; `open` is its onClick. */
  target: (open: () => void) => ReactNode;
}

/** `Combobox` knows strings only. */
const nobody = 'none';

/** A list of the agents, to be searched by name, that falls from a button. */
export function AgentPicker({ agents, current, onPick, onOpen, isOpenAtFirst = false, target }: Props) {
  const { t } = useTranslation('admin');
  const [words, setWords] = useState('');
  const combobox = useCombobox({
    defaultOpened: isOpenAtFirst,
    onDropdownOpen: () => {
      onOpen?.(true);
      combobox.focusSearchInput();
    },
    onDropdownClose: () => {
      onOpen?.(false);
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setWords('');
    },
  });
  // A row that is scrolled away takes its open list with it.
  const isOpen = useRef(false);
  isOpen.current = combobox.dropdownOpened;
  useEffect(() => () => void (isOpen.current && onOpen?.(false)), [onOpen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what being opened does, where it is not opened but made so
  useEffect(() => {
    if (!isOpenAtFirst) return;
    onOpen?.(true);
    combobox.focusSearchInput();
  }, []);
  const wanted = words.trim().toLocaleLowerCase();
  const found = agents.filter(({ name }) => inertLine(name).toLocaleLowerCase().includes(wanted));
  const pick = (value: string) => {
    combobox.closeDropdown();
    onPick(value === nobody ? null : value);
  };
  return (
    <Combobox store={combobox} width={280} position="bottom-start" withinPortal onOptionSubmit={pick} shadow="md">
      <Combobox.Target targetType="button">{target(() => combobox.toggleDropdown())}</Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          aria-label={t('assign.search')}
          placeholder={t('assign.search')}
          value={words}
          onChange={({ currentTarget }) => {
            setWords(currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
        />
        <Combobox.Options mah={264} className={styles.options} aria-label={t('assign.agents')}>
          {found.map((agent) => (
            <Combobox.Option key={agent.id} value={agent.id} active={agent.id === current} className={styles.option}>
              <PersonAvatar profile={agent} size={28} withPresence />
              <span className={styles.name}>
                <Name>{agent.name}</Name>
                <span className={styles.presence}>{t(agent.isOnline ? 'assign.online' : 'assign.offline')}</span>
              </span>
              {agent.id === current && <IconCheck aria-hidden size={16} />}
            </Combobox.Option>
          ))}
          {current !== null && wanted === '' && (
            <Combobox.Option value={nobody} className={styles.option}>
              <IconUserOff aria-hidden size={20} className={styles.nobody} />
              <span className={styles.name}>{t('assign.nobody')}</span>
            </Combobox.Option>
          )}
          {found.length === 0 && wanted !== '' && <Combobox.Empty>{t('assign.none')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
