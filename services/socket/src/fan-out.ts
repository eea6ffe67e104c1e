import {
  type Core,
  conversationRoom,
  decodePacket,
  isCluster,
  type MessagePacket,
  newFrame,
  notificationFrame,
  type Packet,
  personRoom,
  roomChannel,
  sentFrame,
} from '@samvad/core';
import { encodeFrame } from './frame.js';
import { type RoomMessage, RoomOrder } from './room-order.js';
import type { ChatServer, ChatSocket } from './types.js';

/** A join does not wait longer than this for a Redis that is away: the room then heals from Postgres. */
const subscribePatience = 2_000;
const subscribeAgain = 1_000;
const subscribeChunk = 500;

/** A message that has reached a person's devices here, as far as there are any. */
export interface Told {
  personId: string;
  conversationId: string;
  seq: number;
}

interface Channel {
  /** The rooms for whose sake it is listened to. */
  holders: Set<string>;
  subscribed: Promise<unknown>;
}

/**
 * Brings packets to this node's sockets: listens to a room's channel while a local socket is in the room, and writes
 * what arrives to those sockets without looking into it.
 */
export class FanOut {
  /** Told of every message that has been delivered to a person, for whoever looks for lost ones. */
  onTold: ((told: Told) => void) | undefined;
  /** Told when something has changed in a room that a socket of this node is in, and no client is to hear of it. */
  onSignal: ((room: string) => void) | undefined;
  readonly order: RoomOrder;
  readonly #core: Core;
  readonly #io: ChatServer;
  readonly #channels = new Map<string, Channel>();
  /** Conversations' rooms with somebody in them who looks on → the channel that brings their messages. */
  readonly #watched = new Map<string, string>();
  #wanted: { channel: string; done: (result: Promise<unknown>) => void }[] = [];

  constructor(core: Core, io: ChatServer) {
    this.#core = core;
    this.#io = io;
    this.order = new RoomOrder(({ room, committedAt, frame }) => {
      this.#write({ room, except: '', frame });
      if (committedAt > 0) core.metrics.deliverySeconds.observe(Math.max(0, Date.now() - committedAt) / 1000);
    });
    const { adapter } = io.of('/');
    adapter.on('create-room', (room: string) => {
      if (isOurs(room)) this.#hold(roomChannel(room), room);
    });
    adapter.on('delete-room', (room: string) => {
      if (isOurs(room)) this.#left(room);
    });
    core.subscriber.on('smessage', (channel: string, wire: string) => {
      const packet = decodePacket(core.origin, channel, wire);
      if (!packet) return;
      core.metrics.framesReceived.inc();
      this.deliver(packet);
    });
    core.broadcaster.deliverHere = (packet) => this.deliver(packet);
  }

  /** Puts a socket into a room and resolves once everything published to it from now on arrives here. */
  async join(socket: ChatSocket, room: string): Promise<void> {
    await socket.join(room);
    await patiently(this.#channels.get(roomChannel(room))?.subscribed);
  }

  /**
   * For a socket in a conversation's room whose person takes no part in it: its messages come over the channels of those
   * who do, and one of them, the customer, is always there. Resolves as `join` does.
   */
  async watch(conversationId: string, customerId: string): Promise<void> {
    const room = conversationRoom(conversationId);
    // Gone meanwhile.
    if (!this.#io.of('/').adapter.rooms.has(room)) return;
    const channel = roomChannel(personRoom(customerId));
    this.#watched.set(room, channel);
    await patiently(this.#hold(channel, room).subscribed);
  }

  /** To this node's sockets that are due it. */
  deliver(packet: Packet | MessagePacket): void {
    if ('json' in packet) this.#deliverMessage(packet);
    else if (packet.frame !== '') this.#write(packet);
    else if (this.#io.of('/').adapter.rooms.has(packet.room)) this.onSignal?.(packet.room);
  }

  /** The messages of a conversation in order, each once. */
  deliverToRoom(message: RoomMessage): void {
    if (this.#io.of('/').adapter.rooms.has(message.room)) this.order.accept(message);
  }

  #deliverMessage(packet: MessagePacket): void {
    const span = packet.trace === undefined ? undefined : this.#spanOf(packet, packet.trace);
    this.#deliverToSockets(packet);
    span?.end();
  }

  /** Undefined without traces here, or without anybody here to deliver to. */
  #spanOf({ personId, conversationId, seq, senderId, committedAt }: MessagePacket, trace: string) {
    const { rooms } = this.#io.of('/').adapter;
    if (!rooms.has(personRoom(personId)) && !rooms.has(conversationRoom(conversationId))) return undefined;
    return this.#core.tracing?.resume('deliver', trace, {
      'samvad.conversation_id': conversationId,
      'samvad.seq': seq,
      'samvad.devices_of': personId === senderId ? 'sender' : 'recipient',
      'samvad.since_commit_ms': Date.now() - committedAt,
    });
  }

  /** It comes once for each who takes part, so perhaps twice: the room's order lets one pass. */
  #deliverToSockets(packet: MessagePacket): void {
    const { personId, conversationId, seq, senderId, committedAt, json } = packet;
    const devices = personRoom(personId);
    const room = conversationRoom(conversationId);
    const isHere = this.#io.of('/').adapter.rooms.has(devices);
    if (isHere && personId !== senderId && this.#isAnyOutside(devices, room)) {
      this.#write({ room: devices, except: room, frame: notificationFrame(packet) });
    }
    this.deliverToRoom({ room, seq, committedAt, frame: newFrame(json) });
    if (!isHere) return;
    if (personId === senderId) this.#write({ room: devices, except: '', frame: sentFrame(json) });
    this.onTold?.({ personId, conversationId, seq });
  }

  #isAnyOutside(devices: string, room: string): boolean {
    const { rooms } = this.#io.of('/').adapter;
    const inside = rooms.get(room);
    if (!inside) return true;
    for (const id of rooms.get(devices) ?? []) if (!inside.has(id)) return true;
    return false;
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
  }

  #hold(name: string, holder: string): Channel {
    const known = this.#channels.get(name);
    if (known) {
      known.holders.add(holder);
      return known;
    }
    const channel: Channel = { holders: new Set([holder]), subscribed: Promise.resolve() };
    this.#channels.set(name, channel);
    this.#subscribe(name, channel);
    return channel;
  }

  #subscribe(name: string, channel: Channel): void {
    channel.subscribed = new Promise<void>((resolve, reject) => {
      this.#wanted.push({ channel: name, done: (result) => result.then(() => resolve(), reject) });
    }).catch((error) => {
      // A Cluster that is failing over refuses: a room must not stay deaf for that.
      this.#core.log.warn({ err: error, channel: name }, 'a channel could not be subscribed yet');
      setTimeout(() => {
        if (this.#channels.get(name) === channel) this.#subscribe(name, channel);
      }, subscribeAgain);
    });
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

  #left(room: string): void {
    this.order.close(room);
    this.#release(roomChannel(room), room);
    const watched = this.#watched.get(room);
    if (!watched) return;
    this.#watched.delete(room);
    this.#release(watched, room);
  }

  #release(name: string, holder: string): void {
    const channel = this.#channels.get(name);
    channel?.holders.delete(holder);
    if (channel?.holders.size !== 0) return;
    this.#channels.delete(name);
    // Behind the subscription, should that still wait to be sent.
    setImmediate(() => {
      if (!this.#channels.has(name)) this.#core.subscriber.sunsubscribe(name).catch(() => {});
    });
  }
}

async function patiently(subscribed: Promise<unknown> | undefined): Promise<void> {
  if (!subscribed) return;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, subscribePatience);
  });
  await Promise.race([subscribed, patience]);
  clearTimeout(timer);
}

interface EngineWriter {
  writeToEngine(packets: string[], options: object): void;
}

/** Conversations, their support sides, and people; the other rooms are sockets' own ids. */
const isOurs = (room: string) => /^[csu]:/.test(room);
