import type { Conversation } from '@samvad/client';
import { IconChevronDown, IconUserCircle } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '../presence/avatar';
import { useChat } from '../session/session-provider';
import { inertLine } from '../text/inert';
import styles from './assign-button.module.css';
import pill from './pill.module.css';
import type { useConversationUpdate } from './use-conversation-update';

const AgentChoice = dynamic(() => import('./agent-choice').then((module) => module.AgentChoice), { ssr: false });

interface Props {
  conversation: Conversation;
  update: ReturnType<typeof useConversationUpdate>;
}

/** Whose conversation it is; gives it to somebody else. */
export function AssignButton({ conversation: { _id }, update: { shown, isPending, update } }: Props) {
  const { t } = useTranslation(['desk', 'common']);
  const me = useChat((state) => state.me);
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const { support } = shown;
  const name = support ? inertLine(support.name) : t('common:unassigned');

  /** Below the button, within the page. */
  const place = () => {
    if (!button.current || !panel.current) return;
    const { bottom, left } = button.current.getBoundingClientRect();
    const width = Math.min(300, window.innerWidth - 16);
    const { style } = panel.current;
    style.width = `${width}px`;
    style.top = `${bottom + 6}px`;
    style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
    style.maxHeight = `${window.innerHeight - bottom - 18}px`;
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={pill.pill}
        popoverTarget={id}
        aria-haspopup="dialog"
        title={`${t('assign.to')} ${name}`}
        data-pending={isPending || undefined}
      >
        {support ? <PersonAvatar profile={support} size={22} /> : <IconUserCircle aria-hidden size={20} stroke={1.5} />}
        <span className={pill.hidden}>{t('assign.to')}</span>
        <span className={pill.word}>{support?.id === me?.id ? t('assign.me') : name}</span>
        <IconChevronDown aria-hidden size={14} />
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={t('assign.title')}
        className={styles.panel}
        onBeforeToggle={place}
        onToggle={(event) => setIsOpen(event.newState === 'open')}
      >
        {isOpen && me && (
          <AgentChoice
            conversationId={_id}
            me={me}
            chosenId={support?.id ?? null}
            onChoose={(agent) => {
              panel.current?.hidePopover();
              button.current?.focus();
              if ((agent?.id ?? null) === (support?.id ?? null)) return;
              void update(
                { support: agent },
                {
                  failed: t('assign.failed'),
                  tryAgain: t('common:tryAgain'),
                  done: agent ? t('assign.done', { name: inertLine(agent.name) }) : t('assign.unassigned'),
                },
              );
            }}
          />
        )}
      </div>
    </>
  );
}
