import { Loader, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { Conversation, Profile } from '@samvad/client';
import { IconChevronDown, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../../presence/avatar';
import { inertLine } from '../../text/inert';
import { Name } from '../../text/name';
import { adminErrorText } from '../error-text';
import { useSay } from '../frame/notice';
import { AgentPicker } from './agent-picker';
import styles from './assign-cell.module.css';

interface Props {
  conversation: Conversation;
  agents: Profile[];
  assign: (id: string, agentId: string | null) => Promise<void>;
  onChoosing: (isChoosing: boolean) => void;
}

/** Whose conversation it is; a click gives it to another agent. */
export function AssignCell({ conversation, agents, assign, onChoosing }: Props) {
  const { t } = useTranslation('admin');
  const say = useSay();
  const [isBusy, setIsBusy] = useState(false);
  // A list for each row that is scrolled by would cost more than the row: it is made when it is first asked for.
  const [wasOpened, setWasOpened] = useState(false);
  const { _id: id, support, user } = conversation;
  const customer = inertLine(user.name);
  const pick = async (agentId: string | null) => {
    if (agentId === (support?.id ?? null)) return;
    setIsBusy(true);
    const agent = agents.find((one) => one.id === agentId);
    try {
      await assign(id, agentId);
      say(agent ? t('assign.done', { customer, agent: inertLine(agent.name) }) : t('assign.doneNobody', { customer }));
    } catch (error) {
      say(`${t('assign.failed', { customer })} ${adminErrorText(t, error)}`, { isTrouble: true });
    } finally {
      setIsBusy(false);
    }
  };
  const button = (open: () => void) => (
    <UnstyledButton
      className={styles.button}
      aria-disabled={isBusy}
      aria-haspopup="listbox"
      data-unassigned={!support || undefined}
      onClick={() => !isBusy && open()}
    >
      <VisuallyHidden>{t('assign.button', { customer })}</VisuallyHidden>
      {isBusy ? (
        <Loader size={20} />
      ) : support ? (
        <PersonAvatar profile={support} size={24} withPresence />
      ) : (
        <IconUserPlus aria-hidden size={18} />
      )}
      <span className={styles.name}>{support ? <Name>{support.name}</Name> : t('unassigned', { ns: 'common' })}</span>
      <IconChevronDown aria-hidden size={14} className={styles.arrow} />
    </UnstyledButton>
  );
  if (!wasOpened) return button(() => setWasOpened(true));
  return (
    <AgentPicker
      isOpenAtFirst
      agents={agents}
      current={support?.id ?? null}
      onPick={(agentId) => void pick(agentId)}
      onOpen={onChoosing}
      target={button}
    />
  );
}
