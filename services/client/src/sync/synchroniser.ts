import type { Message, maxSyncConversations } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { toChatError } from '../chat-error.js';
import type { HistoryKeeper } from '../history/history-keeper.js';
import type { Settings } from '../options.js';
import type { Rest } from '../rest/rest.js';
import type { Connection } from '../socket/connection.js';
import type { ChatModel } from '../store/chat-model.js';
import { farBehind, firstMessages, type GapFiller } from './gap-filler.js';

/** As the contract says; its schemas stay out of browsers. */
const chunk: typeof maxSyncConversations = 500;
const listPage = 100;
const refreshes = { base: 1_000, max: 30_000 };
/** Joins under way at once: the server counts events. */
const joinsAtOnce = 10;

interface Parts {
  model: ChatModel;
  connection: Connection;
  rest: Rest;
  gaps: GapFiller;
  history: HistoryKeeper;
}

/** Brings the model level with the server: after every connect, and whenever a part of it is in doubt. */
export class Synchroniser {
  readonly #model: ChatModel;
  readonly #connection: Connection;
  readonly #rest: Rest;
  readonly #gaps: GapFiller;
  readonly #history: HistoryKeeper;
  readonly #settings: Settings;
  readonly #closed = new AbortController();
  readonly #fetching = new Map<string, { again: boolean }>();
  /** Shown as they were left: what may have changed in them is to be read again. */
  readonly #asLeft = new Set<string>();
  #isLevel = false;
  #awaySince = Number.NEGATIVE_INFINITY;

  constructor({ model, connection, rest, gaps, history }: Parts, settings: Settings) {
    this.#model = model;
    this.#connection = connection;
    this.#rest = rest;
    this.#gaps = gaps;
    this.#history = history;
    this.#settings = settings;
  }

  /**
   * Everything after a connect, in the order in which nothing can fall between: rooms first, then what was missed, then the
   * list and the receipts. Resolves with false when the connection has gone meanwhile; rejects if the server refuses.
   */
  async level(): Promise<boolean> {
    const { id: connection } = this.#connection.socket;
    const isSame = () => this.#connection.connected && this.#connection.socket.id === connection;
    for (let attempt = 0; isSame() && !this.#closed.signal.aborted; attempt += 1) {
      try {
        await this.#level();
        if (!isSame()) return false;
        this.#isLevel = true;
        return true;
      } catch (error) {
        const why = toChatError(error);
        if (!why.temporary) throw why;
        await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, this.#settings.reconnect), this.#closed.signal);
      }
    }
    return false;
  }

  /** The list by REST, beside the first connect: on a slow network that takes several round trips more. */
  async beginList(): Promise<void> {
    try {
      await this.#loadList(listPage);
    } catch {
      // The connect asks for it again.
    }
  }

  /** Joins the room and loads the latest messages. Rejects with `NOT_FOUND`; what passes is tried again. */
  async open(id: string): Promise<void> {
    for (let attempt = 0; !this.#closed.signal.aborted; attempt += 1) {
      try {
        if (!this.#model.list.get(id)) await this.#fetchOne(id);
        const asLeft = this.#model.timeline(id) ? undefined : await this.#history.messages(id);
        const timeline = this.#model.open(id, asLeft);
        if (!timeline) return;
        if (asLeft) this.#asLeft.add(id);
        // Not connected: the room is joined with the next connect.
        if (this.#connection.connected) await this.#join(id);
        if (!timeline.ready) await this.#loadLatest(id);
        else if (this.#isLevel) await this.#refreshAsLeft(id);
        return;
      } catch (error) {
        const why = toChatError(error);
        if (!why.temporary) throw why;
        await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, this.#settings.reconnect), this.#closed.signal);
      }
    }
  }

  async loadOlder(id: string): Promise<void> {
    const timeline = this.#model.timeline(id);
    const first = timeline?.messages[0]?.seq;
    if (!timeline?.hasOlder || first === undefined) return;
    const { data, pagination } = await this.#rest.messages(id, { before: first, limit: firstMessages });
    this.#model.prepend(id, data, pagination.hasMore);
  }

  /** Asks for the conversation again, in the background; several asks at once are one. */
  fetch(id: string): void {
    const running = this.#fetching.get(id);
    if (running) {
      running.again = true;
      return;
    }
    const run = { again: false };
    this.#fetching.set(id, run);
    this.#refetch(id)
      .catch((error) => {
        const { code } = toChatError(error);
        if (code === 'NOT_FOUND') this.#model.remove(id);
      })
      .finally(() => {
        this.#fetching.delete(id);
        if (run.again && !this.#closed.signal.aborted) this.fetch(id);
      });
  }

  close(): void {
    this.#closed.abort();
  }

  /** As long as there is a connection: after a gap in it the next connect asks for all. */
  async #refetch(id: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#fetchOne(id);
      } catch (error) {
        const why = toChatError(error);
        if (!why.temporary || !this.#connection.connected) throw why;
        await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, refreshes), this.#closed.signal);
        if (this.#closed.signal.aborted) throw why;
      }
    }
  }

  /** Receipts, and addresses of media that have expired meanwhile. */
  async #refreshAsLeft(id: string): Promise<void> {
    const first = this.#model.timeline(id)?.messages[0]?.seq;
    if (!this.#asLeft.has(id) || first === undefined) return;
    await this.#readAgain(id, first);
    this.#asLeft.delete(id);
  }

  async #level(): Promise<void> {
    const open = this.#model.openIds();
    // Conversations of which the server sums up the receipts.
    const told = new Set<string>();
    for (let i = 0; i < open.length; i += joinsAtOnce) {
      await Promise.all(open.slice(i, i + joinsAtOnce).map((id) => this.#rejoin(id)));
    }
    await this.#sync(told);
    const away = Date.now() - this.#awaySince;
    await this.#loadList(away > this.#settings.timings.awayLong ? this.#settings.maxConversations : listPage);
    await Promise.all(this.#model.openIds().map((id) => this.#refreshReceipts(id, told)));
    await Promise.all(this.#model.openIds().map((id) => this.#refreshAsLeft(id)));
    await Promise.all(this.#model.openIds().map((id) => this.#gaps.fill(id)));
  }

  /** The connection has gone: how long ago says how much is to be asked for when it is back. */
  lost(): void {
    if (this.#isLevel) this.#awaySince = Date.now();
    this.#isLevel = false;
  }

  async #rejoin(id: string): Promise<void> {
    try {
      await this.#join(id);
      if (!this.#model.timeline(id)?.ready) await this.#loadLatest(id);
    } catch (error) {
      if (toChatError(error).code !== 'NOT_FOUND') throw error;
      this.#model.remove(id);
    }
  }

  async #join(id: string): Promise<void> {
    const timeline = this.#model.timeline(id);
    const afterSeq = timeline?.ready ? { afterSeq: timeline.last } : {};
    const answer = await this.#connection.ask('conversation:join', { conversationId: id, ...afterSeq });
    const { lastSeq, missed, hasMore, receipts } = answer;
    if (receipts) this.#model.addReceipts(id, receipts);
    if (lastSeq - (timeline?.last ?? 0) <= farBehind) this.#model.addMessages(missed);
    if (hasMore) await this.#gaps.fill(id);
  }

  async #loadLatest(id: string): Promise<void> {
    const { data, pagination } = await this.#rest.messages(id, { limit: firstMessages });
    this.#model.begin(id, data, pagination.hasMore);
  }

  /** What is newer in every conversation that is known, what is unread, and what is not ours any more. */
  async #sync(told: Set<string>): Promise<void> {
    const { list } = this.#model;
    const ids = list.ids();
    for (let i = 0; i < ids.length; i += chunk) {
      const asked = ids.slice(i, i + chunk);
      const asOf = list.now();
      const known = asked.map((id) => [id, this.#model.timeline(id)?.last ?? list.get(id)?.lastSeq ?? 0]);
      const { conversations, unread } = await this.#connection.ask('sync', {
        conversations: Object.fromEntries(known),
      });
      for (const id of asked) {
        const answer = conversations[id];
        if (!answer && list.isOlderThan(id, asOf)) this.#model.remove(id);
        if (!answer) continue;
        if (answer.receipts) {
          told.add(id);
          this.#model.addReceipts(id, answer.receipts);
        }
        this.#model.addMessages(answer.missed);
        if (answer.hasMore && this.#model.timeline(id)) await this.#gaps.fill(id);
        else if (answer.hasMore || this.#differs(id, unread[id])) this.fetch(id);
      }
      for (const id of Object.keys(unread)) if (!list.get(id)) this.fetch(id);
    }
  }

  /** Of what an admin oversees the server says no count here. */
  #differs(id: string, unread: number | undefined): boolean {
    const { list } = this.#model;
    const conversation = list.get(id);
    return conversation !== undefined && list.isMine(conversation) && unread !== conversation.unreadCount;
  }

  async #loadList(most: number): Promise<void> {
    let cursor: string | undefined;
    for (let loaded = 0; loaded < most; loaded += listPage) {
      const asOf = this.#model.list.now();
      const limit = Math.min(listPage, most - loaded);
      const { data, pagination } = await this.#rest.conversations({ limit, ...(cursor ? { cursor } : {}) });
      // Somebody else may be signed in by now, whose state it is not.
      if (this.#closed.signal.aborted) return;
      this.#model.addConversations(data, asOf);
      if (!pagination.nextCursor) break;
      cursor = pagination.nextCursor;
    }
    this.#model.listIsReady();
  }

  /**
   * Receipts are told once and not repeated. What the server has not summed up can be seen from the messages: all from the
   * oldest that is not read.
   */
  async #refreshReceipts(id: string, told: ReadonlySet<string>): Promise<void> {
    const timeline = this.#model.timeline(id);
    const conversation = this.#model.list.get(id);
    if (!timeline || !conversation) return;
    const isOpen = (message: Message) => !told.has(id) || this.#model.list.isFromOtherSide(message, conversation);
    const oldest = timeline.messages.find((message) => message.state !== 'read' && isOpen(message))?.seq;
    if (oldest !== undefined) await this.#readAgain(id, oldest);
  }

  async #readAgain(id: string, from: number): Promise<void> {
    try {
      for (let after = from - 1; ; ) {
        const { data, pagination } = await this.#rest.messages(id, { after, limit: 200 });
        this.#model.addMessages(data);
        if (!pagination.hasMore || pagination.newestSeq === null) return;
        after = pagination.newestSeq;
      }
    } catch (error) {
      if (toChatError(error).code !== 'NOT_FOUND') throw error;
      this.#model.remove(id);
    }
  }

  async #fetchOne(id: string): Promise<void> {
    const asOf = this.#model.list.now();
    const conversation = await this.#rest.conversation(id);
    if (this.#closed.signal.aborted) return;
    this.#model.addConversations([conversation], asOf);
  }
}
