import { Button } from '@mantine/core';
import type { Conversation, Profile } from '@samvad/client';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inertLine } from '../../text/inert';
import { adminErrorText } from '../error-text';
import { useSay } from '../frame/notice';
import { AgentPicker } from './agent-picker';
import { assignAll } from './assign-all';
import styles from './assign-selected.module.css';

interface Props {
  selected: Conversation[];
  total: number;
  agents: Profile[];
  assign: (id: string, agentId: string | null) => Promise<void>;
  onSelect: (ids: string[]) => void;
  onAll: () => void;
}

/** What can be done with the rows that are selected. Those that could not be assigned stay so. */
export function AssignSelected({ selected, total, agents, assign, onSelect, onAll }: Props) {
  const { t } = useTranslation('admin');
  const say = useSay();
  const [done, setDone] = useState<number>();
  if (selected.length === 0) return null;
  const isBusy = done !== undefined;
  const pick = async (agentId: string | null) => {
    setDone(0);
    const ids = selected.map(({ _id }) => _id);
    const failed = await assignAll(ids, (id) => assign(id, agentId), setDone);
    const agent = agents.find(({ id }) => id === agentId);
    const count = ids.length - failed.length;
    const text = agent
      ? t('assign.doneMany', { count, agent: inertLine(agent.name) })
      : t('assign.doneManyNobody', { count });
    setDone(undefined);
    onSelect(failed.map(({ id }) => id));
    if (failed[0]) {
      const why = adminErrorText(t, failed[0].error);
      say(`${text} ${t('assign.failedMany', { count: failed.length })} ${why}`, { isTrouble: true });
    } else say(text);
  };
  return (
    <section data-bottom-bar className={styles.bar} aria-label={t('assign.selection')}>
      <p role="status" className={styles.count}>
        {isBusy
          ? t('assign.progress', { done, count: selected.length })
          : t('assign.selected', { count: selected.length })}
      </p>
      <AgentPicker
        agents={agents}
        onPick={(agentId) => void pick(agentId)}
        target={(open) => (
          <Button size="sm" loading={isBusy} leftSection={<IconUserPlus aria-hidden size={16} />} onClick={open}>
            {t('assign.to')}
          </Button>
        )}
      />
      {selected.length < total && (
        <Button size="sm" variant="default" disabled={isBusy} onClick={onAll}>
          {t('assign.all', { count: total })}
        </Button>
      )}
      <Button size="sm" variant="default" disabled={isBusy} onClick={() => onSelect([])}>
        {t('assign.clear')}
      </Button>
    </section>
  );
}
