import type { RedisClient } from '../redis/connect.js';
import { within } from '../redis/within.js';

/** Whoever opens a conversation waits no longer for Redis to say who else has it open (ms). */
const patience = 500;
/** What a dead node leaves where nobody looks any more. Who is there for longer is registered again. */
const forgottenSeconds = 86_400;

export interface ViewerLease {
  nodeId: string;
  userId: string;
}

const viewersKey = (conversationId: string) => `viewers:{${conversationId}}`;
const fieldOf = ({ nodeId, userId }: ViewerLease) => `${nodeId} ${userId}`;

/**
 * Who of the support side has a conversation open, and on which node: `viewers:{conversation}`, a hash of which the fields
 * are `<node> <person>`. Each is a lease that lives as long as its node's (see `Presence`).
 */
export class ViewerLeases {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Rejects while Redis is away, as the others do. */
  async enter(conversationId: string, lease: ViewerLease): Promise<void> {
    const key = viewersKey(conversationId);
    const done = Promise.all([this.#redis.hset(key, fieldOf(lease), 1), this.#redis.expire(key, forgottenSeconds)]);
    await within(patience, done);
  }

  /** Harmless for leases that are gone already. */
  async end(conversationId: string, leases: ViewerLease[]): Promise<void> {
    if (leases.length > 0) await within(patience, this.#redis.hdel(viewersKey(conversationId), ...leases.map(fieldOf)));
  }

  /** Also those of dead nodes. */
  async read(conversationId: string): Promise<ViewerLease[]> {
    const fields = await within(patience, this.#redis.hkeys(viewersKey(conversationId)));
    return fields.map((field) => {
      const [nodeId = '', userId = ''] = field.split(' ');
      return { nodeId, userId };
    });
  }
}
