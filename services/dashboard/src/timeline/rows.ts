import type { ChatMessage } from '@samvad/client';

/** Messages of one person within this time of each other are shown as one group. */
const groupMilliseconds = 5 * 60_000;

/** The messages as rows. `firstIndex` is the `seq` of the first: it names a row for good, whatever is loaded before it. */
export interface Rows {
  readonly messages: readonly ChatMessage[];
  readonly firstIndex: number;
  /** What comes before the first row and is not shown itself. */
  readonly before: ChatMessage | undefined;
}

/**
 * While there are older ones the oldest is held back: whether a day or a group begins after it is certain already, so that
 * no row changes its height when older ones come.
 */
export function toRows(messages: readonly ChatMessage[], hasOlder: boolean): Rows {
  const holdsBack = hasOlder && messages.length > 1;
  const shown = holdsBack ? messages.slice(1) : messages;
  return { messages: shown, firstIndex: shown[0]?.seq ?? 1, before: holdsBack ? messages[0] : undefined };
}

/** The same for a message while it waits and after it is stored; ids of clients are unique per sender only. */
export function rowKey({ clientMessageId, senderId, _id, seq }: ChatMessage): string {
  return clientMessageId === null ? (_id ?? String(seq)) : `${senderId} ${clientMessageId}`;
}

export interface Place {
  readonly startsDay: boolean;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
}

/** Where the message at `at` stands among its neighbours. `lineAt`: the `seq` that the line of new messages is above. */
export function placeOf({ messages, before }: Rows, at: number, lineAt: number | undefined): Place {
  const message = messages[at] as ChatMessage;
  const previous = at === 0 ? before : messages[at - 1];
  const next = messages[at + 1];
  return {
    startsDay: !previous || !isSameDay(previous.createdAt, message.createdAt),
    startsGroup: !previous || !areGrouped(previous, message, lineAt),
    endsGroup: !next || !areGrouped(message, next, lineAt),
  };
}

function areGrouped(one: ChatMessage, next: ChatMessage, lineAt: number | undefined): boolean {
  return (
    one.senderId === next.senderId &&
    one.messageType !== 'system' &&
    next.messageType !== 'system' &&
    (lineAt === undefined || next.seq !== lineAt) &&
    Math.abs(Date.parse(next.createdAt) - Date.parse(one.createdAt)) < groupMilliseconds &&
    isSameDay(one.createdAt, next.createdAt)
  );
}

/** In the reader's time zone. */
function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
