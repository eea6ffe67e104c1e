/** A message for the sockets in a conversation's room. */
export interface RoomMessage {
  room: string;
  seq: number;
  /** Commit time in epoch milliseconds, for the delivery histogram; 0 for none. */
  committedAt: number;
  frame: string;
}

/** Nodes publish independently: a later message may arrive first. It waits this long (ms) before Postgres is asked. */
const patience = 1_000;

interface Room {
  /**
   * Messages up to here were in the snapshot of the first join: late ones still pass, in any order. Infinite until that
   * snapshot has been taken: the clients merge by seq.
   */
  base: number;
  /** What has passed before the snapshot was there, and of what was in it. */
  early: Set<number>;
  /** Delivered without a gap up to here. */
  last: number;
  held: Map<number, RoomMessage>;
  timer: NodeJS.Timeout | undefined;
  /** The seq that the timer was started for. */
  awaited: number;
}

/**
 * Puts the messages of each room in the order of their `seq` and drops those that have passed already.
 *
 * A gap that does not close by itself is a lost broadcast: `onGap` is asked for the missing messages until they have come.
 * Nothing is ever jumped: what is missing is in Postgres, since a later message is.
 */
export class RoomOrder {
  /** Fetches and delivers what is missing in (after, before). */
  onGap: ((room: string, after: number, before: number) => Promise<void>) | undefined;
  readonly #rooms = new Map<string, Room>();
  readonly #pass: (message: RoomMessage) => void;

  constructor(pass: (message: RoomMessage) => void) {
    this.#pass = pass;
  }

  /** A socket has joined when the head was at `lastSeq`. Only the first one sets where the room begins. */
  open(name: string, lastSeq: number): void {
    const room = this.#room(name);
    if (room.base !== Number.POSITIVE_INFINITY) return;
    room.base = lastSeq;
    room.last = lastSeq;
    this.#skipEarly(room);
  }

  close(name: string): void {
    clearTimeout(this.#rooms.get(name)?.timer);
    this.#rooms.delete(name);
  }

  /** Delivered without a gap up to here; undefined for a room that is not open. */
  lastSeq(name: string): number | undefined {
    const room = this.#rooms.get(name);
    return room && room.base !== Number.POSITIVE_INFINITY ? room.last : undefined;
  }

  accept(message: RoomMessage): void {
    const room = this.#room(message.room);
    if (message.seq <= room.base) {
      if (room.early.has(message.seq)) return;
      room.early.add(message.seq);
      this.#pass(message);
      return;
    }
    if (message.seq <= room.last || room.held.has(message.seq) || room.early.has(message.seq)) return;
    if (message.seq > room.last + 1) room.held.set(message.seq, message);
    else this.#advance(room, message);
    this.#watch(message.room, room);
  }

  #room(name: string): Room {
    let room = this.#rooms.get(name);
    if (!room) {
      room = {
        base: Number.POSITIVE_INFINITY,
        early: new Set(),
        last: 0,
        held: new Map(),
        timer: undefined,
        awaited: 0,
      };
      this.#rooms.set(name, room);
    }
    return room;
  }

  #advance(room: Room, message: RoomMessage): void {
    let next: RoomMessage | undefined = message;
    while (next) {
      room.last = next.seq;
      room.held.delete(next.seq);
      this.#pass(next);
      this.#skipEarly(room);
      next = room.held.get(room.last + 1);
    }
  }

  #skipEarly(room: Room): void {
    while (room.early.delete(room.last + 1)) room.last += 1;
  }

  /** Every gap gets its own time: one that has closed leaves none to the next. */
  #watch(name: string, room: Room): void {
    if (room.timer && (room.held.size === 0 || room.awaited !== room.last + 1)) {
      clearTimeout(room.timer);
      room.timer = undefined;
    }
    if (room.held.size === 0 || room.timer) return;
    room.awaited = room.last + 1;
    room.timer = setTimeout(() => void this.#fill(name, room), patience);
  }

  async #fill(name: string, room: Room): Promise<void> {
    room.timer = undefined;
    try {
      await this.onGap?.(name, room.last, Math.min(...room.held.keys()));
    } catch {
      // Postgres is away: the gap is asked for again.
    }
    if (this.#rooms.get(name) === room) this.#watch(name, room);
  }
}
