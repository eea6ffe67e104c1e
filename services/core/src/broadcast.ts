import type { ServerEvent, ServerPayload } from '@samvad/contract';
import { TurnBatch } from './batching/turn-batch.js';
import type { Metrics } from './metrics.js';
import { isCluster, type RedisClient } from './redis/connect.js';

/** The sockets that have a conversation open. */
export const conversationRoom = (conversationId: string) => `c:${conversationId}`;
/** Those of them that are agents' and admins'. */
export const supportRoom = (conversationId: string) => `s:${conversationId}`;
/** All devices of a person. */
export const personRoom = (userId: string) => `u:${userId}`;
/** Where a room's packets travel: a node subscribes to a room while one of its sockets is in it, and gets no others. */
export const roomChannel = (room: string) => `samvad:${room}`;

export interface Packet {
  room: string;
  /** Sockets in this room are left out. */
  except: string;
  /** The conversation and the position in it of a packet that carries a message; empty and 0 for all others. */
  conversationId: string;
  seq: number;
  /** Commit time in epoch milliseconds, for the delivery histogram; 0 for none. */
  committedAt: number;
  /** The Socket.IO packet, encoded once by whoever broadcasts and written to each socket as it is; empty for a signal. */
  frame: string;
}

export interface EmitOptions {
  except?: string;
  conversationId?: string;
  seq?: number;
  committedAt?: number;
}

interface Outgoing {
  channel: string;
  message: string;
}

/** A script holds Redis up for as long as it runs. */
const mostInOneCommand = 100;

/** channel, message, channel, message, … */
const publishMany = {
  numberOfKeys: 0,
  lua: `for i = 1, #ARGV, 2 do redis.call('spublish', ARGV[i], ARGV[i + 1]) end`,
};

interface PublishCommands {
  publishMany(...pairs: string[]): Promise<unknown>;
}

/**
 * The only way out to clients, for every kind of node.
 *
 * A packet is encoded once, handed to this node's own sockets at once (`deliverHere`), and published on the channel of
 * its room (sharded pub/sub), so that only nodes with a socket in the room ever see it. A publish that Redis does not
 * take is counted and not repeated: the rooms are compared with Postgres and heal from there.
 */
export class Broadcaster {
  /** Set by a socket node: delivery to its own sockets. */
  deliverHere: ((packet: Packet) => void) | undefined;
  readonly #redis: RedisClient & PublishCommands;
  readonly #origin: string;
  readonly #metrics: Metrics;
  readonly #outgoing = new TurnBatch<Outgoing>((packets) => this.#publish(packets));

  constructor(redis: RedisClient, origin: string, metrics: Metrics) {
    redis.defineCommand('publishMany', publishMany);
    this.#redis = redis as RedisClient & PublishCommands;
    this.#origin = origin;
    this.#metrics = metrics;
  }

  emit<E extends ServerEvent>(room: string, event: E, payload: ServerPayload<E>, options: EmitOptions = {}): void {
    this.emitJson(room, event, JSON.stringify(payload), options);
  }

  /** The same, for a payload that is JSON already because it goes out more than once. */
  emitJson(room: string, event: ServerEvent, payload: string, options: EmitOptions = {}): void {
    // "2" is an event of the default namespace in the Socket.IO protocol.
    this.#out(room, `2["${event}",${payload}]`, options);
  }

  /** For the nodes with a socket in the room, not for clients: something about it has changed, which each looks up itself. */
  signal(room: string): void {
    this.#out(room, '', {});
  }

  #out(room: string, frame: string, options: EmitOptions): void {
    const packet: Packet = {
      room,
      except: options.except ?? '',
      conversationId: options.conversationId ?? '',
      seq: options.seq ?? 0,
      committedAt: options.committedAt ?? 0,
      frame,
    };
    this.deliverHere?.(packet);
    this.#outgoing.add({ channel: roomChannel(room), message: encodePacket(this.#origin, packet) });
  }

  /** A command for each costs this process more than all else that is done for a packet: a turn's packets share one. */
  #publish(packets: Outgoing[]): void {
    // In a Cluster the channels of one command must share a slot.
    const size = isCluster(this.#redis) ? 1 : mostInOneCommand;
    for (let i = 0; i < packets.length; i += size) {
      const some = packets.slice(i, i + size);
      const started = performance.now();
      this.#send(some).then(
        () => this.#metrics.publishSeconds.observe((performance.now() - started) / 1000),
        () => this.#metrics.publishFailures.inc(some.length),
      );
    }
  }

  #send(packets: Outgoing[]): Promise<unknown> {
    const [first] = packets;
    if (first && packets.length === 1) return this.#redis.spublish(first.channel, first.message);
    return this.#redis.publishMany(...packets.flatMap(({ channel, message }) => [channel, message]));
  }
}

/** One header line, then the frame: a receiver reads the line and never parses the frame. */
export function encodePacket(origin: string, { except, conversationId, seq, committedAt, frame }: Packet): string {
  return `${origin} ${except} ${conversationId} ${seq} ${committedAt}\n${frame}`;
}

/** Undefined when it is the node's own packet coming back, or nothing we wrote. */
export function decodePacket(self: string, room: string, wire: string): Packet | undefined {
  const end = wire.indexOf('\n');
  const [origin, except, conversationId, seq, committedAt] = wire.slice(0, end).split(' ');
  if (end < 0 || origin === self || committedAt === undefined) return undefined;
  return {
    room,
    except: except ?? '',
    conversationId: conversationId ?? '',
    seq: Number(seq),
    committedAt: Number(committedAt),
    frame: wire.slice(end + 1),
  };
}
