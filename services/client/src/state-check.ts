import type { Conversation, Message } from '@samvad/contract';
import type { Rest } from './rest/rest.js';
import type { ChatState } from './store/chat-state.js';

/** What both sides must agree on, in one form: what is not stored yet, presence and typing are not part of it. */
interface Comparable {
  conversations: Record<string, unknown>;
  order: string[];
  messages: Record<string, Record<string, unknown>>;
  unreadTotal: number;
}

/** What the client shows. */
export function comparableOf(state: ChatState): Comparable {
  const messages = Object.fromEntries(
    Object.entries(state.open).map(([id, { messages }]) => {
      const stored = messages.filter((one) => one.seq !== null && one._id !== null) as Message[];
      return [id, bySeq(stored)];
    }),
  );
  return compose(state.conversations, messages, state.unreadTotal);
}

/** What the server answers about the same conversations and the same stretches of messages. */
export async function comparableOfServer(state: ChatState, rest: Rest): Promise<Comparable> {
  const conversations: Conversation[] = [];
  // At least as many as there are here, so that one that is missing here shows.
  const wanted = Math.max(state.conversations.length, 1);
  for (let cursor: string | undefined; ; ) {
    const { data, pagination } = await rest.conversations({ limit: 100, ...(cursor ? { cursor } : {}) });
    conversations.push(...data);
    if (!pagination.nextCursor || conversations.length >= wanted + 100) break;
    cursor = pagination.nextCursor;
  }
  const messages: Comparable['messages'] = {};
  for (const [id, open] of Object.entries(state.open)) {
    const page: Message[] = [];
    for (let after = (open.messages[0]?.seq ?? 1) - 1; ; ) {
      const { data, pagination } = await rest.messages(id, { after, limit: 200 });
      page.push(...data);
      if (!pagination.hasMore || pagination.newestSeq === null) break;
      after = pagination.newestSeq;
    }
    messages[id] = bySeq(page);
  }
  // Beyond what a client keeps there may be more.
  const known = conversations.length > 500 ? conversations.slice(0, state.conversations.length) : conversations;
  return compose(
    known,
    messages,
    known.reduce((total, { unreadCount }) => total + unreadCount, 0),
  );
}

/** The paths that differ, with both values: `messages.c1.17.isRead: here true, server false`. */
export function differences(here: unknown, server: unknown, path = ''): string[] {
  if (Object.is(here, server)) return [];
  if (!isObject(here) || !isObject(server)) {
    return [`${path}: here ${JSON.stringify(here)}, server ${JSON.stringify(server)}`];
  }
  const keys = [...new Set([...Object.keys(here), ...Object.keys(server)])];
  return keys.flatMap((key) => differences(here[key], server[key], path ? `${path}.${key}` : key));
}

/** A short fingerprint for comparing (53 bits of cyrb53), not for anything secret. */
export function fingerprint(value: unknown): string {
  const text = JSON.stringify(value, (_key, part) =>
    isObject(part) && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  let [h1, h2] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ unit, 2_654_435_761);
    h2 = Math.imul(h2 ^ unit, 1_597_334_677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2_246_822_507) ^ Math.imul(h2 ^ (h2 >>> 13), 3_266_489_909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2_246_822_507) ^ Math.imul(h1 ^ (h1 >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & h2) + (h1 >>> 0)).toString(16).padStart(14, '0');
}

function compose(
  conversations: readonly Conversation[],
  messages: Comparable['messages'],
  unreadTotal: number,
): Comparable {
  return {
    conversations: Object.fromEntries(
      conversations.map(({ _id, status, assignedSupportId, subject, lastSeq, lastMessage, unreadCount, updatedAt }) => [
        _id,
        { status, assignedSupportId, subject, lastSeq, unreadCount, updatedAt, lastMessage: lastMessage?._id ?? null },
      ]),
    ),
    order: conversations.map(({ _id }) => _id),
    messages,
    unreadTotal,
  };
}

function bySeq(messages: readonly Message[]): Record<string, unknown> {
  return Object.fromEntries(
    messages.map(
      ({ _id, seq, senderId, messageType, content, clientMessageId, isRead, isDelivered, createdAt, ...m }) => [
        seq,
        {
          ...{ _id, senderId, messageType, content, clientMessageId, isRead, isDelivered, createdAt },
          media: m.mediaId && { _id: m.mediaId._id, status: m.mediaId.status },
        },
      ],
    ),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
