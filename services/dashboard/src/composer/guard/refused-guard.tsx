import type { Profile } from '@samvad/client';
import dynamic from 'next/dynamic';
import { type RefObject, useMemo } from 'react';
import { useChat, useClient } from '../../session/session-provider';
import { inertLine } from '../../text/inert';
import { colleagueAnswer } from './colleague-answer';
import { refusedEntries, takeBack } from './refused-entries';

const AnsweredDialog = dynamic(() => import('./answered-dialog').then((module) => module.AnsweredDialog));

interface Props {
  conversationId: string;
  me: Profile;
  draftKey: string;
  box: RefObject<HTMLTextAreaElement | null>;
}

/** Asks what is to become of messages that the server has not taken, because a colleague's answer had come first. */
export function RefusedGuard({ conversationId, me, draftKey, box }: Props) {
  const client = useClient();
  const outbox = useChat((state) => state.outbox);
  const messages = useChat((state) => state.open[conversationId]?.messages);
  const entries = useMemo(() => refusedEntries(outbox, conversationId), [outbox, conversationId]);
  const [first] = entries;
  if (!first) return null;
  const answer = colleagueAnswer(messages ?? [], me.id, first.unlessAnsweredAfter ?? 0);
  const parts = entries.flatMap(({ content, file }) => [content, inertLine(file?.name ?? '')]).filter(Boolean);
  return (
    <AnsweredDialog
      answer={answer}
      unsent={parts.join('\n\n')}
      onSendAnyway={() => {
        for (const { id } of entries) client.retry(id, { anyway: true });
      }}
      onKeepEditing={() => takeBack(client, draftKey, entries)}
      onDiscard={() => {
        for (const { id } of entries) client.discard(id);
      }}
      onClosed={() => box.current?.focus()}
    />
  );
}
