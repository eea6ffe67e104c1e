import type { Profile } from '@samvad/client';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../format/error-text';
import { PersonAvatar } from '../presence/avatar';
import { PresenceText } from '../presence/presence-text';
import { useClient } from '../session/session-provider';
import { Name } from '../text/name';
import styles from './assign-button.module.css';
import { DeskQueries } from './desk-queries';

interface Props {
  conversationId: string;
  me: Profile;
  /** Null: nobody. */
  chosenId: string | null;
  onChoose(agent: Profile | null): void;
}

/** Everybody who can take a conversation, oneself first, and nobody. */
export function AgentChoice(props: Props) {
  return (
    <DeskQueries>
      <Choices {...props} />
    </DeskQueries>
  );
}

function Choices({ me, chosenId, onChoose }: Props) {
  const { t } = useTranslation(['desk', 'common']);
  const client = useClient();
  const agents = useQuery({ queryKey: ['agents'], queryFn: () => client.rest.agents(), staleTime: 5_000 });
  const list = useRef<HTMLUListElement>(null);
  const known = agents.data !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when there is something to choose
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    (chosen ?? list.current?.querySelector<HTMLElement>('button'))?.focus();
  }, [known]);

  const others = (agents.data ?? []).filter(({ id }) => id !== me.id);
  const canTake = agents.data?.some(({ id }) => id === me.id) ?? me.role === 'Support';
  const choices: (Profile | null)[] = [...(canTake ? [me] : []), ...others, null];

  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(next, buttons.length - 1))]?.focus();
  };

  return (
    <>
      {agents.isPending && (
        <p className={styles.note} role="status">
          {t('common:loading')}
        </p>
      )}
      {agents.isError && (
        <p className={styles.note} role="alert">
          {t('assign.listFailed')} {errorText(agents.error)}
        </p>
      )}
      <ul ref={list} className={styles.choices} onKeyDown={onKeyDown}>
        {choices.map((agent) => {
          const isChosen = (agent?.id ?? null) === chosenId;
          return (
            <li key={agent?.id ?? 'nobody'}>
              <button type="button" className={styles.choice} aria-pressed={isChosen} onClick={() => onChoose(agent)}>
                {agent ? (
                  <PersonAvatar profile={agent} size={30} withPresence />
                ) : (
                  <IconUserOff aria-hidden size={26} stroke={1.4} />
                )}
                <span className={styles.name}>
                  {agent ? <Name>{agent.name}</Name> : t('assign.nobody')}
                  {agent && (
                    <span className={styles.detail}>
                      {agent.id === me.id ? t('assign.you') : <PresenceText profile={agent} />}
                    </span>
                  )}
                </span>
                {isChosen && <IconCheck aria-hidden size={18} className={styles.check} />}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
