import { type Core, decodePacket, isCluster, type Packet, roomChannel } from '@samvad/core';
import { encodeFrame } from './frame.js';
import { RoomOrder } from './room-order.js';
import type { ChatServer, ChatSocket } from './types.js';

/** A join does not wait longer than this for a Redis that is away: the room then heals from Postgres. */
const subscribePatience = 2_000;
const subscribeAgain = 1_000;
const subscribeChunk = 500;
const channelPrefix = roomChannel('');

/**
 * Brings packets to this node's sockets: subscribes to a room's channel while a local socket is in the room, and writes
 * what arrives to those sockets without looking into it.
 */
export class FanOut {
  /** Told of every packet that has been delivered here, for whoever looks for lost ones. */
  onDelivered: ((packet: Packet) => void) | undefined;
  /** Told when something has changed in a room that a socket of this node is in, and no client is to hear of it. */
  onSignal: ((room: string) => void) | undefined;
  readonly order: RoomOrder;
  readonly #core: Core;
  readonly #io: ChatServer;
  readonly #subscriptions = new Map<string, Promise<unknown>>();
  #wanted: { channel: string; done: (result: Promise<unknown>) => void }[] = [];

  constructor(core: Core, io: ChatServer) {
    this.#core = core;
    this.#io = io;
    this.order = new RoomOrder((packet) => this.#write(packet));
    const { adapter } = io.of('/');
    adapter.on('create-room', (room: string) => {
      if (isOurs(room)) this.#subscribe(room);
    });
    adapter.on('delete-room', (room: string) => {
      if (isOurs(room)) this.#unsubscribe(room);
    });
    core.subscriber.on('smessage', (channel: string, message: string) => {
      if (!channel.startsWith(channelPrefix)) return;
      const packet = decodePacket(core.origin, channel.slice(channelPrefix.length), message);
      if (!packet) return;
      core.metrics.framesReceived.inc();
      this.deliver(packet);
    });
    core.broadcaster.deliverHere = (packet) => this.deliver(packet);
  }

  /** Puts a socket into a room and resolves once everything published to it from now on arrives here. */
  async join(socket: ChatSocket, room: string): Promise<void> {
    await socket.join(room);
    const subscribed = this.#subscriptions.get(room);
    if (!subscribed) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, subscribePatience);
    });
    await Promise.race([subscribed, patience]);
    clearTimeout(timer);
  }

  /** To the sockets of the packet's room on this node; messages of a conversation in order, each once. */
  deliver(packet: Packet): void {
    if (!this.#io.of('/').adapter.rooms.has(packet.room)) return;
    if (packet.frame === '') this.onSignal?.(packet.room);
    else if (packet.room.startsWith('c:') && packet.seq > 0) this.order.accept(packet);
    else this.#write(packet);
  }

  #write(packet: Packet): void {
    const { adapter, sockets } = this.#io.of('/');
    const members = adapter.rooms.get(packet.room);
    if (!members) return;
    const left = packet.except === '' ? undefined : adapter.rooms.get(packet.except);
    const { packets, options } = encodeFrame(packet.frame);
    for (const id of members) {
      if (left?.has(id)) continue;
      const socket = sockets.get(id);
      (socket as unknown as { client: EngineWriter } | undefined)?.client.writeToEngine(packets, options);
    }
    if (packet.committedAt > 0) {
      this.#core.metrics.deliverySeconds.observe(Math.max(0, Date.now() - packet.committedAt) / 1000);
    }
    this.onDelivered?.(packet);
  }

  #subscribe(room: string): void {
    const subscribed = new Promise<void>((resolve, reject) => {
      this.#wanted.push({ channel: roomChannel(room), done: (result) => result.then(() => resolve(), reject) });
    }).catch((error) => {
      // A Cluster that is failing over refuses: a room must not stay deaf for that.
      this.#core.log.warn({ err: error, room }, 'room could not be subscribed yet');
      setTimeout(() => {
        if (this.#subscriptions.get(room) === subscribed) this.#subscribe(room);
      }, subscribeAgain);
    });
    this.#subscriptions.set(room, subscribed);
    if (this.#wanted.length === 1) setImmediate(() => this.#flush());
  }

  /** After a node has died thousands of rooms are made within a second: one command subscribes to hundreds. */
  #flush(): void {
    const wanted = this.#wanted;
    this.#wanted = [];
    const { subscriber } = this.#core;
    // In a Cluster the channels of one command must share a slot.
    const size = isCluster(subscriber) ? 1 : subscribeChunk;
    for (let i = 0; i < wanted.length; i += size) {
      const some = wanted.slice(i, i + size);
      const result = subscriber.ssubscribe(...some.map(({ channel }) => channel));
      for (const { done } of some) done(result);
    }
  }

  #unsubscribe(room: string): void {
    this.#subscriptions.delete(room);
    this.order.close(room);
    // Behind the subscription, should that still wait to be sent.
    setImmediate(() => {
      if (this.#subscriptions.has(room)) return;
      this.#core.subscriber.sunsubscribe(roomChannel(room)).catch(() => {});
    });
  }
}

interface EngineWriter {
  writeToEngine(packets: string[], options: object): void;
}

/** Conversations, their support sides, and people; the other rooms are sockets' own ids. */
const isOurs = (room: string) => /^[csu]:/.test(room);
