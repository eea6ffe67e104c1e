import type { Packet } from '@samvad/core';

/** Nodes publish independently: a later message may arrive first. It waits this long (ms) for those before it. */
const patience = 100;

interface Room {
  /** Messages up to here were in the snapshot of the first join: late ones still pass, in any order. */
  base: number;
  /** Delivered without a gap up to here. */
  last: number;
  held: Map<number, Packet>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Puts the messages of each room in the order of their `seq` and drops those that have passed already.
 *
 * A gap that does not close by itself is a lost broadcast: `onGap` is asked for the missing messages, and what is held
 * passes when they have come, or without them when they cannot be had.
 */
export class RoomOrder {
  /** Fetches and delivers what is missing in (after, before). */
  onGap: ((room: string, after: number, before: number) => Promise<void>) | undefined;
  readonly #rooms = new Map<string, Room>();
  readonly #pass: (packet: Packet) => void;

  constructor(pass: (packet: Packet) => void) {
    this.#pass = pass;
  }

  /** A socket has joined when the head was at `lastSeq`. Only the first one sets where the room begins. */
  open(name: string, lastSeq: number): void {
    if (!this.#rooms.has(name))
      this.#rooms.set(name, { base: lastSeq, last: lastSeq, held: new Map(), timer: undefined });
  }

  close(name: string): void {
    clearTimeout(this.#rooms.get(name)?.timer);
    this.#rooms.delete(name);
  }

  /** Delivered without a gap up to here; undefined for a room that is not open. */
  lastSeq(name: string): number | undefined {
    return this.#rooms.get(name)?.last;
  }

  accept(packet: Packet): void {
    const room = this.#rooms.get(packet.room);
    // Between subscribing and the first snapshot: the client merges by seq.
    if (!room || packet.seq <= room.base) {
      this.#pass(packet);
      return;
    }
    if (packet.seq <= room.last || room.held.has(packet.seq)) return;
    if (packet.seq > room.last + 1) {
      room.held.set(packet.seq, packet);
      room.timer ??= setTimeout(() => void this.#fill(packet.room, room), patience);
      return;
    }
    this.#advance(room, packet);
    if (room.held.size === 0 && room.timer) {
      clearTimeout(room.timer);
      room.timer = undefined;
    }
  }

  #advance(room: Room, packet: Packet): void {
    let next: Packet | undefined = packet;
    while (next) {
      room.last = next.seq;
      room.held.delete(next.seq);
      this.#pass(next);
      next = room.held.get(room.last + 1);
    }
  }

  async #fill(name: string, room: Room): Promise<void> {
    const first = Math.min(...room.held.keys());
    try {
      await this.onGap?.(name, room.last, first);
    } catch {
      // Postgres is away too: what is here is better than nothing, and clients see the gap by its seq.
    }
    room.timer = undefined;
    if (this.#rooms.get(name) !== room || room.held.size === 0) return;
    const next = room.held.get(Math.min(...room.held.keys()));
    if (next) this.#advance(room, next);
    if (room.held.size > 0) room.timer ??= setTimeout(() => void this.#fill(name, room), patience);
  }
}
