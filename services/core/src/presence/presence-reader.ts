import type { RedisClient } from '../redis/connect.js';
import { nodesKey, type PresenceCommands, presenceKey, withPresenceCommands } from './scripts.js';

export interface PresenceState {
  isOnline: boolean;
  /** Epoch milliseconds; 0 when Redis does not know. */
  lastSeen: number;
}

const nodesMilliseconds = 1_000;

/** Who is online: whoever has a connection on a node whose lease is alive. */
export class PresenceReader {
  readonly #redis: RedisClient & PresenceCommands;
  #live: Promise<Set<string>> | undefined;
  #liveUntil = 0;

  constructor(redis: RedisClient) {
    this.#redis = withPresenceCommands(redis);
  }

  /** One round trip for all. While Redis is away everyone counts as offline. */
  async states(userIds: string[]): Promise<Map<string, PresenceState>> {
    const states = new Map<string, PresenceState>();
    if (userIds.length === 0) return states;
    try {
      const [live, ...hashes] = await Promise.all([
        this.liveNodes(),
        ...userIds.map((id) => this.#redis.hgetall(presenceKey(id))),
      ]);
      userIds.forEach((id, i) => {
        const hash = hashes[i] ?? {};
        const nodes = Object.entries(hash).filter(([field]) => field.startsWith('c:'));
        // Nobody connected but still told to be online: within the grace period.
        const isOnline = nodes.length > 0 ? nodes.some(([, node]) => live.has(node)) : hash.s === '1';
        states.set(id, { isOnline, lastSeen: Number(hash.t ?? 0) });
      });
    } catch {
      states.clear();
    }
    return states;
  }

  /** Where a person is connected. `leaseMilliseconds`: how long the lease of that node still lives; 0 when it is dead. */
  async connections(userId: string): Promise<{ connection: string; nodeId: string; leaseMilliseconds: number }[]> {
    const hash = await this.#redis.hgetall(presenceKey(userId));
    const [seconds = 0, microseconds = 0] = (await this.#redis.time()).map(Number);
    const now = seconds * 1_000 + microseconds / 1_000;
    const connections = Object.entries(hash).filter(([field]) => field.startsWith('c:'));
    return Promise.all(
      connections.map(async ([field, nodeId]) => {
        const end = Number((await this.#redis.zscore(nodesKey, nodeId)) ?? 0);
        return { connection: field.slice(2), nodeId, leaseMilliseconds: Math.max(0, Math.round(end - now)) };
      }),
    );
  }

  /** The nodes whose lease is alive, as of at most a second ago. Rejects while Redis is away. */
  liveNodes(): Promise<Set<string>> {
    if (!this.#live || Date.now() > this.#liveUntil) {
      this.#liveUntil = Date.now() + nodesMilliseconds;
      this.#live = this.#redis.presenceNodes(nodesKey).then(([live]) => new Set(live.split(' ')));
      this.#live.catch(() => {
        this.#live = undefined;
      });
    }
    return this.#live;
  }
}
