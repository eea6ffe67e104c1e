import {
  type Core,
  conversationRoom,
  type Head,
  newFrame,
  personRoom,
  recentHeads,
  recentHeadsOfPeople,
  unreadIn,
} from '@samvad/core';
import { LRUCache } from 'lru-cache';
import type { FanOut } from './fan-out.js';
import type { ChatServer } from './types.js';

/** A head that is ahead of what was delivered may be on its way: it is looked at again after this long (ms). */
const inFlight = 500;
/**
 * What is looked at reaches back further than the last look, by this much (ms): a statement may commit as long after the
 * time that it has written as it may take, and clocks differ.
 */
const overlap = 15_000;
const chunk = 1_000;

/**
 * Finds messages whose broadcast never came (a node died between commit and publish, Redis was away) by comparing what
 * has passed through this node with the heads in Postgres, and delivers them from there: in rooms as `message:new`, to
 * people's other devices as `notification:new-message`. Clients need not do anything for it.
 */
export class LostBroadcasts {
  readonly #core: Core;
  readonly #io: ChatServer;
  readonly #fanOut: FanOut;
  /** person and conversation → the highest seq that has been brought to the person's devices here. */
  readonly #told = new LRUCache<string, number>({ max: 100_000, ttl: 10 * 60_000 });
  #timer: NodeJS.Timeout | undefined;
  #lookedUpTo = Date.now();
  #stopped = false;

  constructor(core: Core, io: ChatServer, fanOut: FanOut) {
    this.#core = core;
    this.#io = io;
    this.#fanOut = fanOut;
    fanOut.onTold = ({ personId, conversationId, seq }) => {
      const key = personRoom(personId) + conversationId;
      if ((this.#told.get(key) ?? 0) < seq) this.#told.set(key, seq);
    };
    fanOut.order.onGap = (room, after, before) => this.#healRoom(room.slice(2), after, before);
  }

  start(): void {
    const again = () => {
      if (this.#stopped) return;
      this.#timer = setTimeout(() => {
        this.check()
          .catch((error) => this.#core.log.warn({ err: error }, 'rooms could not be compared with Postgres'))
          .finally(again);
      }, this.#core.config.HEAD_CHECK_MS);
      this.#timer.unref();
    };
    again();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** One look at everything this node hosts. */
  async check(): Promise<void> {
    const now = Date.now();
    const since = new Date(this.#lookedUpTo - overlap);
    await this.#checkRooms(since);
    await this.#checkPeople(since);
    this.#lookedUpTo = now;
  }

  async #checkRooms(since: Date): Promise<void> {
    const open = [...this.#io.of('/').adapter.rooms.keys()].filter(
      (room) => this.#fanOut.order.lastSeq(room) !== undefined,
    );
    const behind: Head[] = [];
    for (let i = 0; i < open.length; i += chunk) {
      const ids = open.slice(i, i + chunk).map((room) => room.slice(2));
      behind.push(...(await recentHeads(this.#core.db, ids, since)).filter((head) => this.#isBehind(head)));
    }
    if (behind.length === 0) return;
    await pause(inFlight);
    for (const head of behind.filter((one) => this.#isBehind(one))) {
      const last = this.#fanOut.order.lastSeq(conversationRoom(head.conversationId));
      if (last !== undefined) await this.#healRoom(head.conversationId, last, head.lastSeq + 1);
    }
  }

  #isBehind({ conversationId, lastSeq }: Head): boolean {
    const delivered = this.#fanOut.order.lastSeq(conversationRoom(conversationId));
    return delivered !== undefined && delivered < lastSeq;
  }

  /** Delivers the messages in (after, before) from Postgres. */
  async #healRoom(conversationId: string, after: number, before: number): Promise<void> {
    const room = conversationRoom(conversationId);
    let from = after;
    while (from < before - 1) {
      const messages = await this.#core.history.after(conversationId, from);
      if (messages.length === 0) return;
      for (const message of messages) {
        this.#core.metrics.healedMessages.inc();
        const frame = newFrame(JSON.stringify(message));
        this.#fanOut.deliverToRoom({ room, seq: message.seq, committedAt: 0, frame });
      }
      from = messages.at(-1)?.seq ?? before;
    }
  }

  async #checkPeople(since: Date): Promise<void> {
    const people = this.#people();
    const ids = [...people.keys()];
    const missing: { userId: string; conversationId: string; lastSeq: number }[] = [];
    for (let i = 0; i < ids.length; i += chunk) {
      const some = ids.slice(i, i + chunk).map((userId) => ({ userId, role: people.get(userId)?.role ?? 'User' }));
      for (const head of await recentHeadsOfPeople(this.#core.db, some, since)) {
        // What was committed before they came, they have read from Postgres themselves.
        const connectedAt = people.get(head.userId)?.connectedAt ?? 0;
        if (head.updatedAt.getTime() > connectedAt && this.#toldOf(head) < head.lastSeq) missing.push(head);
      }
    }
    if (missing.length === 0) return;
    await pause(inFlight);
    for (const head of missing.filter((one) => this.#toldOf(one) < one.lastSeq)) {
      const { role = 'User', connectedAt = 0 } = people.get(head.userId) ?? {};
      await this.#healPerson(head, role, new Date(Math.max(connectedAt, since.getTime())));
    }
  }

  #toldOf({ userId, conversationId }: { userId: string; conversationId: string }): number {
    return this.#told.get(personRoom(userId) + conversationId) ?? 0;
  }

  /** Brings a person's devices what was committed after `since` and never came: others' messages, and their own. */
  async #healPerson(head: { userId: string } & Head, role: string, since: Date): Promise<void> {
    const { userId, conversationId, lastSeq } = head;
    const room = personRoom(userId);
    const known = this.#toldOf(head);
    const messages = await this.#core.history.after(conversationId, known > 0 ? known : Math.max(0, lastSeq - 20));
    this.#told.set(room + conversationId, lastSeq);
    const lost = messages.filter((one) => new Date(one.createdAt) > since);
    if (lost.length === 0) return;
    // The cached count has missed the same message.
    await this.#core.unread.forget(userId);
    const [counted] = await unreadIn(this.#core.db, { userId, role }, [conversationId]);
    if (!counted) return;
    for (const message of lost) {
      this.#core.metrics.healedMessages.inc();
      const { seq, senderId } = message;
      const json = JSON.stringify(message);
      this.#fanOut.deliver({ personId: userId, seq, senderId, committedAt: 0, json, ...counted });
    }
  }

  /** The people with a socket here, and since when. */
  #people(): Map<string, { role: string; connectedAt: number }> {
    const people = new Map<string, { role: string; connectedAt: number }>();
    for (const { data } of this.#io.of('/').sockets.values()) {
      const { userId, role } = data.actor;
      const known = people.get(userId);
      people.set(userId, { role, connectedAt: Math.min(known?.connectedAt ?? data.connectedAt, data.connectedAt) });
    }
    return people;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
