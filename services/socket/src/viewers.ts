import type { Viewers as ViewerList } from '@samvad/contract';
import { type Core, conversationRoom, type Presence, supportRoom, type ViewerLease, ViewerLeases } from '@samvad/core';
import type { FanOut } from './fan-out.js';
import type { ChatSocket } from './types.js';

/** What comes and goes within this time is told once (ms). */
const gatherMilliseconds = 50;
const watchMilliseconds = 1_000;

/** A conversation that somebody of the support side has open on this node. */
interface Open {
  /** person → their sockets. */
  people: Map<string, Set<ChatSocket>>;
  /** socket → what it was last told, as JSON. */
  told: Map<ChatSocket, string>;
  /** The nodes of those who were there at the last look. */
  nodes: Set<string>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Who of the support side has a conversation open, told to those of them on this node. Customers take no part in it, in any
 * direction.
 *
 * The truth is in Redis (`ViewerLeases`). Whoever changes it signals the nodes that host the room, and each looks for
 * itself and tells its own: signals may come twice or out of order. What is lost is found by looking again from time to
 * time, a dead node by its lease.
 */
export class Viewers {
  readonly #core: Core;
  readonly #fanOut: FanOut;
  readonly #presence: Presence;
  readonly #leases: ViewerLeases;
  readonly #open = new Map<string, Open>();
  readonly #timer: NodeJS.Timeout;
  /** As whom everyone here is registered. */
  #nodeId: string;
  #lookAgainAt = 0;

  constructor(core: Core, fanOut: FanOut, presence: Presence) {
    this.#core = core;
    this.#fanOut = fanOut;
    this.#presence = presence;
    this.#leases = new ViewerLeases(core.redis);
    this.#nodeId = presence.nodeId;
    fanOut.onSignal = (room) => this.#lookSoon(room.slice(supportRoom('').length));
    this.#timer = setInterval(() => {
      this.#watch().catch((error) => core.log.debug({ err: error }, 'viewers could not be watched'));
    }, watchMilliseconds);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The socket has joined the conversation's room. Resolves with who has it open; undefined for a customer. */
  async enter(socket: ChatSocket, conversationId: string): Promise<ViewerList | undefined> {
    const { role, userId } = socket.data.actor;
    if (role === 'User' || !socket.rooms.has(conversationRoom(conversationId))) return undefined;
    const open = this.#open.get(conversationId) ?? emptyRoom();
    this.#open.set(conversationId, open);
    const sockets = open.people.get(userId);
    open.people.set(userId, (sockets ?? new Set()).add(socket));
    const subscribed = this.#fanOut.join(socket, supportRoom(conversationId));
    if (!sockets) {
      const registered = this.#leases.enter(conversationId, { nodeId: this.#nodeId, userId });
      await registered.then(() => this.#signal(conversationId), this.#later);
    }
    await subscribed;
    const viewers = await this.#look(conversationId, open).catch((error) => {
      this.#later(error);
      return this.#named(new Set(open.people.keys()));
    });
    // Changes from here on are told; whoever has left meanwhile is told nothing.
    if (open.people.get(userId)?.has(socket)) open.told.set(socket, JSON.stringify(viewers));
    return viewers;
  }

  /** Leaving what one is not in is no error. */
  leave(socket: ChatSocket, conversationId: string): void {
    const open = this.#open.get(conversationId);
    const { userId } = socket.data.actor;
    const sockets = open?.people.get(userId);
    if (!open || !sockets?.delete(socket)) return;
    open.told.delete(socket);
    void socket.leave(supportRoom(conversationId));
    if (sockets.size > 0) return;
    open.people.delete(userId);
    if (open.people.size === 0) {
      clearTimeout(open.timer);
      this.#open.delete(conversationId);
    }
    const ended = this.#leases.end(conversationId, [{ nodeId: this.#nodeId, userId }]);
    ended.then(() => this.#signal(conversationId), this.#later);
  }

  leaveAll(socket: ChatSocket): void {
    if (socket.data.actor.role === 'User') return;
    for (const conversationId of [...this.#open.keys()]) this.leave(socket, conversationId);
  }

  readonly #later = (error: unknown): void => {
    this.#core.log.debug({ err: error }, 'a viewer is registered later');
    this.#lookAgainAt = 0;
  };

  #signal(conversationId: string): void {
    this.#core.broadcaster.signal(supportRoom(conversationId));
  }

  #lookSoon(conversationId: string): void {
    const open = this.#open.get(conversationId);
    if (!open || open.timer) return;
    open.timer = setTimeout(() => {
      open.timer = undefined;
      this.#tell(conversationId, open).catch(this.#later);
    }, gatherMilliseconds);
  }

  async #tell(conversationId: string, open: Open): Promise<void> {
    const viewers = await this.#look(conversationId, open);
    const json = JSON.stringify(viewers);
    for (const [socket, told] of open.told) {
      if (told === json) continue;
      open.told.set(socket, json);
      socket.emit('conversation:viewers', { conversationId, viewers });
    }
  }

  /** Who is there. Puts right what Redis does not have, or should not have any more. Rejects while Redis is away. */
  async #look(conversationId: string, open: Open): Promise<ViewerList> {
    const [leases, live] = await Promise.all([this.#leases.read(conversationId), this.#core.presence.liveNodes()]);
    const isHere = ({ nodeId }: ViewerLease) => nodeId === this.#nodeId;
    const elsewhere = leases.filter((lease) => !isHere(lease) && live.has(lease.nodeId));
    open.nodes = new Set(elsewhere.map(({ nodeId }) => nodeId));
    const over = leases.filter((lease) => (isHere(lease) ? !open.people.has(lease.userId) : !live.has(lease.nodeId)));
    await this.#leases.end(conversationId, over);
    const known = new Set(leases.filter(isHere).map(({ userId }) => userId));
    const missing = [...open.people.keys()].filter((id) => !known.has(id));
    for (const userId of missing) await this.#leases.enter(conversationId, { nodeId: this.#nodeId, userId });
    if (missing.length > 0) this.#signal(conversationId);
    return this.#named(new Set([...open.people.keys(), ...elsewhere.map(({ userId }) => userId)]));
  }

  async #named(ids: Set<string>): Promise<ViewerList> {
    const people = await this.#core.profiles.people(ids);
    return [...ids]
      .map((userId) => ({ userId, userName: people.get(userId)?.name ?? '' }))
      .sort((a, b) => a.userName.localeCompare(b.userName) || a.userId.localeCompare(b.userId));
  }

  /** Looks again where somebody was on a node that is dead now, and everywhere from time to time. */
  async #watch(): Promise<void> {
    const due = Date.now() >= this.#lookAgainAt || this.#nodeId !== this.#presence.nodeId;
    this.#nodeId = this.#presence.nodeId;
    if (this.#open.size === 0) return;
    if (due) this.#lookAgainAt = Date.now() + this.#core.config.HEAD_CHECK_MS;
    const live = await this.#core.presence.liveNodes();
    for (const [conversationId, { nodes }] of this.#open) {
      if (due || [...nodes].some((nodeId) => !live.has(nodeId))) this.#lookSoon(conversationId);
    }
  }
}

const emptyRoom = (): Open => ({ people: new Map(), told: new Map(), nodes: new Set(), timer: undefined });
