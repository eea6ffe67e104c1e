import type { WireOptions } from './wire-client.js';

/** A customer and an agent who write to each other. */
export interface Pair {
  conversationId: string;
  customer: WireOptions;
  agent: WireOptions;
}

/** What happened since the last mark. */
export interface LoadCounts {
  sent: number;
  /** Messages that have reached their recipient. */
  delivered: number;
  /** From the send to its acknowledgement. */
  ackMs: Float64Array;
  /** From the send to `message:new` at the recipient. */
  deliverMs: Float64Array;
  /** How much later than planned messages were sent: the generator's own lag. */
  lateMs: Float64Array;
  /** CPU time of the generator so far, in µs. */
  cpu: number;
}

/** How a run of load ended. Anything in `problems` makes its figures worthless. */
export interface LoadVerdict {
  sent: number;
  /** Messages that were acked and have arrived everywhere they should. */
  arrived: number;
  /** Answered OVERLOADED, and never seen. */
  refused: number;
  /** Arrivals of `message:new` that were not the next in `seq`. */
  outOfOrder: number;
  /** Sending was given up, since too much was under way. */
  overloaded: boolean;
  problems: string[];
  problemCount: number;
  /** The last `seq` of each conversation. */
  heads: Record<string, number>;
}

export interface ReconnectPlan {
  clients: (WireOptions & { conversationId: string })[];
  /** Where they go when their node is gone. */
  otherPort: number;
  /** They wait between these two times, in ms, before they connect again. */
  delay: [number, number];
}

export interface ReconnectVerdict {
  /** From the loss of the connection to the answer to `sync`, for each client, in ms. */
  resyncedMs: Float64Array;
  /** From the first loss until the last client was resynced, in ms. */
  allMs: number;
  /** Attempts that were refused as OVERLOADED, or failed, and were made again. */
  repeated: number;
  /** The `seq`s each conversation's client knows in the end. */
  known: Record<string, number[]>;
}

/** What the load generator can be asked, and what it answers. */
export interface Commands {
  connect: { ask: { pairs: Pair[]; perSecond: number }; answer: undefined };
  start: { ask: { rate: number }; answer: undefined };
  mark: { ask: undefined; answer: LoadCounts };
  stop: { ask: { patience: number }; answer: LoadVerdict };
  idle: { ask: { clients: WireOptions[]; perSecond: number }; answer: undefined };
  /** Connections that have been lost since `idle`. */
  idleLost: { ask: undefined; answer: number };
  reconnectReady: { ask: ReconnectPlan & { perSecond: number }; answer: undefined };
  reconnected: { ask: { patience: number }; answer: ReconnectVerdict };
}

export type Command = keyof Commands;

export interface Request {
  id: number;
  command: Command;
  ask: unknown;
}

export type Reply = { id: number; answer: unknown } | { id: number; error: string };
