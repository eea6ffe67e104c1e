import type { ServerEvent, ServerPayload } from '@samvad/contract';
import { TurnBatch } from './batching/turn-batch.js';
import { decodeMessage, encodeMessage, type MessagePacket } from './messages/message-packet.js';
import type { Metrics } from './metrics.js';
import { isCluster, type RedisClient } from './redis/connect.js';
import type { Span, Tracing } from './tracing/tracing.js';

/** The sockets that have a conversation open. */
export const conversationRoom = (conversationId: string) => `c:${conversationId}`;
/** Those of them that are agents' and admins'. */
export const supportRoom = (conversationId: string) => `s:${conversationId}`;
/** All devices of a person. */
export const personRoom = (userId: string) => `u:${userId}`;
/** Where a room's packets travel: a node subscribes to a room while one of its sockets is in it, and gets no others. */
export const roomChannel = (room: string) => `${channelPrefix}${room}`;
const channelPrefix = 'samvad:';

export interface Packet {
  room: string;
  /** Sockets in this room are left out. */
  except: string;
  /** The Socket.IO packet, encoded once by whoever broadcasts and written to each socket as it is; empty for a signal. */
  frame: string;
}

interface EmitOptions {
  except?: string;
}

interface Outgoing {
  channel: string;
  message: string;
  /** Ends when Redis has answered. */
  span: Span | undefined;
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
 *
 * A message goes out once for each person who takes part, and nothing for the conversation's room: whoever is in there
 * takes part, or looks on as an admin, whose node listens to the customer's channel. So a message costs as many packets
 * as it has nodes to reach, however many nodes there are.
 */
export class Broadcaster {
  /** Set by a socket node: delivery to its own sockets. */
  deliverHere: ((packet: Packet | MessagePacket) => void) | undefined;
  readonly #redis: RedisClient & PublishCommands;
  readonly #origin: string;
  readonly #metrics: Metrics;
  readonly #tracing: Tracing | undefined;
  readonly #outgoing = new TurnBatch<Outgoing>((packets) => this.#publish(packets));

  constructor(redis: RedisClient, origin: string, metrics: Metrics, tracing?: Tracing) {
    redis.defineCommand('publishMany', publishMany);
    this.#redis = redis as RedisClient & PublishCommands;
    this.#origin = origin;
    this.#metrics = metrics;
    this.#tracing = tracing;
  }

  emit<E extends ServerEvent>(room: string, event: E, payload: ServerPayload<E>, options: EmitOptions = {}): void {
    this.emitJson(room, event, JSON.stringify(payload), options);
  }

  /** The same, for a payload that is JSON already because it goes out more than once. */
  emitJson(room: string, event: ServerEvent, payload: string, { except = '' }: EmitOptions = {}): void {
    // "2" is an event of the default namespace in the Socket.IO protocol.
    this.#out({ room, except, frame: `2["${event}",${payload}]` });
  }

  /** For the nodes with a socket in the room, not for clients: something about it has changed, which each looks up itself. */
  signal(room: string): void {
    this.#out({ room, except: '', frame: '' });
  }

  /** A stored message, for one of those who take part in its conversation. */
  emitMessage(packet: MessagePacket): void {
    const sending = this.#tracing?.active();
    if (this.#tracing && sending) {
      const span = this.#tracing.child('publish', sending, {}, 'producer');
      this.#out({ ...packet, trace: this.#tracing.traceparent(span) }, span);
    } else this.#out(packet);
  }

  #out(packet: Packet | MessagePacket, span?: Span): void {
    this.deliverHere?.(packet);
    const room = 'json' in packet ? personRoom(packet.personId) : packet.room;
    this.#outgoing.add({ channel: roomChannel(room), message: encodePacket(this.#origin, packet), span });
  }

  /** A command for each costs this process more than all else that is done for a packet: a turn's packets share one. */
  #publish(packets: Outgoing[]): void {
    // In a Cluster the channels of one command must share a slot.
    const size = isCluster(this.#redis) ? 1 : mostInOneCommand;
    for (let i = 0; i < packets.length; i += size) {
      const some = packets.slice(i, i + size);
      const started = performance.now();
      this.#send(some).then(
        () => {
          this.#metrics.publishSeconds.observe((performance.now() - started) / 1000);
          for (const { span } of some) span?.end();
        },
        (error) => {
          this.#metrics.publishFailures.inc(some.length);
          for (const { span } of some) {
            if (span) this.#tracing?.failed(span, error);
            span?.end();
          }
        },
      );
    }
  }

  #send(packets: Outgoing[]): Promise<unknown> {
    const [first] = packets;
    if (first && packets.length === 1) return this.#redis.spublish(first.channel, first.message);
    return this.#redis.publishMany(...packets.flatMap(({ channel, message }) => [channel, message]));
  }
}

/** Behind the origin: what kind of packet it is. Nodes of other releases read these too; a kind that they do not know they leave alone. */
const messageMark = '!';
const packetMark = ' ';

/** One header line, then the frame or the message: a receiver reads the line and never parses the rest. */
export function encodePacket(origin: string, packet: Packet | MessagePacket): string {
  if ('json' in packet) return `${origin}${messageMark}${encodeMessage(packet)}`;
  return `${origin}${packetMark}${packet.except}\n${packet.frame}`;
}

/**
 * What has come over a channel. Undefined when it is the node's own packet coming back (`self`: its origin; all origins are
 * of the same length), or nothing we wrote.
 */
export function decodePacket(self: string, channel: string, wire: string): Packet | MessagePacket | undefined {
  if (!channel.startsWith(channelPrefix) || wire.startsWith(self)) return undefined;
  const room = channel.slice(channelPrefix.length);
  const mark = wire[self.length];
  const rest = self.length + 1;
  if (mark === messageMark && room.startsWith(personRoom(''))) {
    return decodeMessage(room.slice(personRoom('').length), wire.slice(rest));
  }
  const end = wire.indexOf('\n');
  if (mark !== packetMark || end < 0) return undefined;
  return { room, except: wire.slice(rest, end), frame: wire.slice(end + 1) };
}
