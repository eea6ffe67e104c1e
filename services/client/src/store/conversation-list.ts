import type { Conversation, Media, Message, Profile, UnreadFields } from '@samvad/contract';
import { ReceiptBook } from './receipt-book.js';

interface Entry {
  conversation: Conversation;
  receipts: ReceiptBook;
  unread: Unread;
  addedTick: number;
}

/**
 * Two numbers that only rise, each taken at its highest: whatever overtakes whatever, their difference is the count that
 * the server comes to.
 */
interface Unread {
  /** Messages of the other side up to the head `countedAt`: what comes after it counts on top. */
  others: number;
  countedAt: number;
  /** How many of them have been read. */
  read: number;
}

/**
 * The conversations of one person, merged from answers and events that overtake each other. Each fact has something that
 * only rises to be compared by: `seq`, `updatedAt`, and where there is nothing, whether it was asked for before or after
 * the change (`now`).
 */
export class ConversationList {
  readonly #me: Profile;
  readonly #entries = new Map<string, Entry>();
  readonly #removed = new Map<string, number>();
  readonly #presence = new Map<string, { tick: number; isOnline: boolean; lastSeen: string | null }>();
  #tick = 0;
  #sorted: readonly Conversation[] | undefined = [];

  constructor(me: Profile) {
    this.#me = me;
  }

  /** To be noted before something is asked for, and given with the answer. */
  now(): number {
    return this.#tick;
  }

  get(id: string): Conversation | undefined {
    return this.#entries.get(id)?.conversation;
  }

  receipts(id: string): ReceiptBook | undefined {
    return this.#entries.get(id)?.receipts;
  }

  /** Known since before `tick`. */
  isOlderThan(id: string, tick: number): boolean {
    return (this.#entries.get(id)?.addedTick ?? Number.POSITIVE_INFINITY) <= tick;
  }

  ids(): string[] {
    return [...this.#entries.keys()];
  }

  /** Newest `updatedAt` first, as the server orders them. */
  sorted(): readonly Conversation[] {
    this.#sorted ??= [...this.#entries.values()].map(({ conversation }) => conversation).sort(newestFirst);
    return this.#sorted;
  }

  /** Mine to receive for: an admin who looks on receives nothing on anybody's behalf. */
  isMine({ user, assignedSupportId }: Conversation): boolean {
    return user.id === this.#me.id || assignedSupportId === this.#me.id;
  }

  isFromOtherSide(message: Pick<Message, 'senderId'>, { user }: Conversation): boolean {
    return (message.senderId === user.id) !== (this.#me.role === 'User');
  }

  /** A conversation as the server has answered; `asOf`: when it was asked. */
  merge(incoming: Conversation, asOf: number): 'ok' | 'gone' {
    if (this.#me.role === 'Support' && incoming.assignedSupportId !== this.#me.id) {
      this.remove(incoming._id);
      return 'gone';
    }
    if ((this.#removed.get(incoming._id) ?? -1) > asOf) return 'gone';
    const entry = this.#entries.get(incoming._id);
    if (!entry) {
      this.#tick += 1;
      const receipts = new ReceiptBook(incoming.user.id);
      const lastMessage = incoming.lastMessage && receipts.mark(incoming.lastMessage);
      const conversation = this.#withPresence({ ...incoming, lastMessage }, asOf);
      this.#entries.set(incoming._id, {
        conversation,
        receipts,
        unread: count({ others: 0, countedAt: 0, read: 0 }, incoming),
        addedTick: this.#tick,
      });
      this.#sorted = undefined;
      return 'ok';
    }
    const known = entry.conversation;
    const isNewer = incoming.updatedAt >= known.updatedAt;
    count(entry.unread, incoming);
    this.#update(entry, {
      ...this.#withPresence(isNewer ? incoming : known, isNewer ? asOf : this.#tick),
      lastMessage: laterMessage(known.lastMessage, incoming.lastMessage),
      lastSeq: Math.max(known.lastSeq, incoming.lastSeq),
      updatedAt: isNewer ? incoming.updatedAt : known.updatedAt,
    });
    return 'ok';
  }

  /**
   * A message, wherever it comes from; `unread` where the server has said it with it. Returns `stale` when the count is
   * not certain: then the conversation is to be asked for.
   */
  addMessage(message: Message, unread?: UnreadFields): 'ok' | 'stale' {
    const entry = this.#entries.get(message.conversationId);
    if (!entry) return 'stale';
    const known = entry.conversation;
    const isLatest = message.seq > known.lastSeq;
    if (unread) count(entry.unread, unread);
    const isNext = message.seq === entry.unread.countedAt + 1;
    if (isNext) {
      entry.unread.countedAt = message.seq;
      if (this.isFromOtherSide(message, known)) entry.unread.others += 1;
    }
    this.#update(entry, {
      ...known,
      lastMessage: laterMessage(known.lastMessage, message),
      lastSeq: Math.max(known.lastSeq, message.seq),
      // A new message reopens.
      ...(isLatest
        ? { status: 'open' as const, updatedAt: later(known.updatedAt, message.createdAt) }
        : { updatedAt: known.updatedAt }),
    });
    return message.seq <= entry.unread.countedAt ? 'ok' : 'stale';
  }

  /** Something was read, here or on another device. */
  setUnread(id: string, unread: UnreadFields): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    count(entry.unread, unread);
    this.#update(entry, entry.conversation);
  }

  /** Returns whether anything is new. */
  addReceipt(id: string, userId: string, kind: 'read' | 'delivered', upTo: number, at: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry?.receipts.raise(userId, kind, upTo, at)) return false;
    this.#update(entry, entry.conversation);
    return true;
  }

  /** A receipt of whoever is not on our side. Returns whether anything is new. */
  addOtherSidesReceipt(id: string, kind: 'read' | 'delivered', upTo: number, at: string | null): boolean {
    const entry = this.#entries.get(id);
    if (!entry?.receipts.raiseSide(this.#me.role !== 'User', kind, upTo, at)) return false;
    this.#update(entry, entry.conversation);
    return true;
  }

  setPresence(userId: string, isOnline: boolean, lastSeen: string | null): void {
    this.#tick += 1;
    this.#presence.set(userId, { tick: this.#tick, isOnline, lastSeen });
    for (const entry of this.#entries.values()) {
      const { user, support } = entry.conversation;
      if (user.id === userId || support?.id === userId) {
        this.#update(entry, this.#withPresence(entry.conversation, this.#tick - 1));
      }
    }
  }

  updateMedia(media: Media): void {
    for (const entry of this.#entries.values()) {
      const { lastMessage } = entry.conversation;
      if (lastMessage?.mediaId?._id !== media._id) continue;
      this.#update(entry, { ...entry.conversation, lastMessage: { ...lastMessage, mediaId: media } });
    }
  }

  remove(id: string): void {
    this.#tick += 1;
    this.#removed.set(id, this.#tick);
    if (this.#entries.delete(id)) this.#sorted = undefined;
  }

  #update(entry: Entry, conversation: Conversation): void {
    const lastMessage = conversation.lastMessage && entry.receipts.mark(conversation.lastMessage);
    const { others, read } = entry.unread;
    entry.conversation = { ...conversation, lastMessage, readCount: read, unreadCount: Math.max(0, others - read) };
    this.#sorted = undefined;
  }

  /** What was told after it was asked for counts more than the answer. */
  #withPresence(conversation: Conversation, asOf: number): Conversation {
    const patch = <P extends Profile | null>(person: P): P => {
      const told = person && this.#presence.get(person.id);
      if (!told || told.tick <= asOf) return person;
      return { ...person, isOnline: told.isOnline, lastSeen: told.lastSeen ?? person.lastSeen };
    };
    return { ...conversation, user: patch(conversation.user), support: patch(conversation.support) };
  }
}

/** Takes from a count what is newer in it. */
function count(unread: Unread, { unreadCount, readCount, lastSeq }: UnreadFields): Unread {
  unread.read = Math.max(unread.read, readCount);
  if (lastSeq >= unread.countedAt) {
    unread.countedAt = lastSeq;
    unread.others = unreadCount + readCount;
  }
  return unread;
}

const later = (a: string, b: string) => (a > b ? a : b);

function laterMessage(known: Message | null, incoming: Message | null): Message | null {
  if (!known || !incoming) return incoming ?? known;
  return incoming.seq >= known.seq ? incoming : known;
}

/** All times have the same form, so they compare as text. */
function newestFirst(a: Conversation, b: Conversation): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  return a._id < b._id ? 1 : -1;
}
