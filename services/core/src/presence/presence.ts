import { randomBytes } from 'node:crypto';
import { AppError } from '@samvad/contract';
import type { Logger } from 'pino';
import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import { type Broadcaster, personRoom } from '../broadcast.js';
import type { Config } from '../config.js';
import { type Database, isConnectionFault } from '../db/database.js';
import { overloaded } from '../limits/overloaded.js';
import type { Metrics } from '../metrics.js';
import type { RedisClient } from '../redis/connect.js';
import type { Audience } from './audience.js';
import { nodeKey, nodesKey, type PresenceCommands, presenceKey, withPresenceCommands } from './scripts.js';

interface Parts {
  redis: RedisClient;
  db: Database;
  config: Config;
  log: Logger;
  metrics: Metrics;
  broadcaster: Broadcaster;
  audience: Audience;
  nodeName: string;
}

const sweepMilliseconds = 1_000;
const chunk = 500;

/**
 * The presence of one socket node's people.
 *
 * A connection is a lease that lives as long as its node's lease; the node refreshes one key, however many connections
 * it has. A node that finds its own lease gone (Redis was emptied, or the node was frozen and taken for dead) takes a new
 * identity and registers all its connections again.
 */
export class Presence {
  readonly #parts: Parts;
  readonly #redis: RedisClient & PresenceCommands;
  /** person → their connections on this node. */
  readonly #local = new Map<string, Set<string>>();
  readonly #settling = new Map<string, NodeJS.Timeout>();
  /** Whom Redis has taken offline without anybody being told, and when they were last seen. */
  readonly #untold = new Map<string, number>();
  readonly #lastSeen: SelfClockingBatcher<LastSeen, undefined>;
  #nodeId: string;
  #timers: NodeJS.Timeout[] = [];
  /** Something did not reach Redis: the next heartbeat starts over under a new identity. */
  #lost = false;
  #busy = { heartbeat: false, sweep: false };
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#redis = withPresenceCommands(parts.redis);
    this.#nodeId = this.#newIdentity();
    // When a node dies thousands go at once.
    this.#lastSeen = new SelfClockingBatcher(
      {
        run: (batch) => writeLastSeen(parts.db, batch),
        maxInFlight: 1,
        minGap: 100,
        maxBatch: 1_000,
        maxQueue: 100_000,
        overloaded,
      },
      isConnectionFault,
    );
  }

  /** The node's present identity: it is another one after its lease has been lost. */
  get nodeId(): string {
    return this.#nodeId;
  }

  async start(): Promise<void> {
    await this.#heartbeat().catch((error) => this.#parts.log.warn({ err: error }, 'first presence heartbeat failed'));
    const repeat = (every: number, key: 'heartbeat' | 'sweep', work: () => Promise<void>) => {
      const timer = setInterval(() => {
        if (this.#busy[key]) return;
        this.#busy[key] = true;
        work()
          .catch((error) => this.#parts.log.warn({ err: error }, `presence ${key} failed`))
          .finally(() => {
            this.#busy[key] = false;
          });
      }, every);
      timer.unref();
      this.#timers.push(timer);
    };
    repeat(this.#parts.config.PRESENCE_LEASE_MS / 3, 'heartbeat', () => this.#heartbeat());
    repeat(sweepMilliseconds, 'sweep', () => this.#sweep());
  }

  /** Hands what is left to the survivors: they settle whoever has not come back elsewhere. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const timer of this.#settling.values()) clearTimeout(timer);
    // Alive for the grace period still, then found dead by a sweep like any other.
    await this.#redis.presenceHeartbeat(nodesKey, this.#nodeId, this.#parts.config.PRESENCE_GRACE_MS).catch(() => {});
  }

  /**
   * Throws `OVERLOADED` when the person holds too many connections. While Redis is away the connection is kept and
   * registered later.
   */
  async connect(userId: string, connection: string): Promise<void> {
    const connections = this.#local.get(userId) ?? new Set();
    this.#local.set(userId, connections.add(connection));
    this.#parts.metrics.presenceLeases.inc();
    try {
      const [, outcome] = await Promise.all([
        this.#redis.sadd(nodeKey(this.#nodeId), userId),
        this.#redis.presenceConnect(
          presenceKey(userId),
          connection,
          this.#nodeId,
          this.#parts.config.MAX_SOCKETS_PER_PERSON,
        ),
      ]);
      if (outcome === -1) {
        this.#forget(userId, connection);
        throw new AppError('OVERLOADED', { message: 'Too many connections of one person', retryAfter: 30 });
      }
      if (outcome === 1) this.#announceOnline(userId);
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.#parts.log.warn({ err: error }, 'presence could not be registered');
      this.#lost = true;
    }
  }

  async disconnect(userId: string, connection: string): Promise<void> {
    if (!this.#forget(userId, connection)) return;
    try {
      if ((await this.#redis.presenceDisconnect(presenceKey(userId), connection)) === 1) this.#settleLater(userId);
      else if (!this.#local.has(userId)) await this.#redis.srem(nodeKey(this.#nodeId), userId);
    } catch (error) {
      // The registration outlives the connection: under a new identity the old one is reaped as a whole.
      this.#parts.log.warn({ err: error }, 'presence could not be ended');
      this.#lost = true;
    }
  }

  #forget(userId: string, connection: string): boolean {
    const connections = this.#local.get(userId);
    if (!connections?.delete(connection)) return false;
    if (connections.size === 0) this.#local.delete(userId);
    this.#parts.metrics.presenceLeases.dec();
    return true;
  }

  #settleLater(userId: string): void {
    if (this.#stopped) return;
    clearTimeout(this.#settling.get(userId));
    const grace = this.#parts.config.PRESENCE_GRACE_MS;
    const timer = setTimeout(() => {
      this.#settling.delete(userId);
      this.#settle(userId, grace).catch((error) => {
        this.#parts.log.warn({ err: error }, 'presence could not be settled');
        this.#lost = true;
      });
      // A little later than the grace period, so that Redis' clock agrees that it is over.
    }, grace + 20);
    timer.unref();
    this.#settling.set(userId, timer);
  }

  async #settle(userId: string, grace: number): Promise<void> {
    const seen = await this.#redis.presenceSettle(presenceKey(userId), grace);
    if (!this.#local.has(userId)) await this.#redis.srem(nodeKey(this.#nodeId), userId);
    if (seen !== null) await this.#announceOffline(userId, seen);
  }

  async #heartbeat(): Promise<void> {
    const lease = this.#parts.config.PRESENCE_LEASE_MS;
    const fresh = this.#lost;
    if (fresh) {
      this.#lost = false;
      this.#nodeId = this.#newIdentity();
    }
    let held: number;
    try {
      held = await this.#redis.presenceHeartbeat(nodesKey, this.#nodeId, lease);
    } catch (error) {
      this.#lost = true;
      throw error;
    }
    if (held === 1 || this.#local.size === 0) return;
    if (!fresh) {
      // The old identity may be being reaped this moment: whoever does it must not meet the new registrations.
      this.#nodeId = this.#newIdentity();
      await this.#redis.presenceHeartbeat(nodesKey, this.#nodeId, lease);
    }
    await this.#registerAll();
  }

  async #registerAll(): Promise<void> {
    const { config } = this.#parts;
    const all = [...this.#local].flatMap(([userId, connections]) => [...connections].map((one) => ({ userId, one })));
    try {
      for (let i = 0; i < all.length; i += chunk) {
        await Promise.all(
          all.slice(i, i + chunk).map(async ({ userId, one }) => {
            await this.#redis.sadd(nodeKey(this.#nodeId), userId);
            const outcome = await this.#redis.presenceConnect(
              presenceKey(userId),
              one,
              this.#nodeId,
              // They were admitted before; the old registrations may still be counted.
              config.MAX_SOCKETS_PER_PERSON * 2,
            );
            // Gone in between: their disconnect went to the old identity.
            if (!this.#local.get(userId)?.has(one)) {
              if ((await this.#redis.presenceDisconnect(presenceKey(userId), one)) === 1) this.#settleLater(userId);
            } else if (outcome === 1) this.#announceOnline(userId);
          }),
        );
      }
    } catch (error) {
      this.#lost = true;
      throw error;
    }
  }

  /** Finds nodes whose lease has run out and takes their people offline, unless they are connected elsewhere. */
  async #sweep(): Promise<void> {
    await this.#announceUntold();
    const [, dead] = await this.#redis.presenceNodes(nodesKey);
    for (const node of dead.split(' ').filter((id) => id !== '' && id !== this.#nodeId)) {
      // One survivor at a time; if it dies half-way, another takes over, and no step is harmful twice.
      const mine = await this.#redis.set(`presence:reaping:${node}`, this.#nodeId, 'PX', 5_000, 'NX');
      if (mine) await this.#reap(node);
    }
  }

  async #reap(node: string): Promise<void> {
    const userIds = await this.#redis.smembers(nodeKey(node));
    for (let i = 0; i < userIds.length; i += chunk) {
      await Promise.all(
        userIds.slice(i, i + chunk).map(async (userId) => {
          const seen = await this.#redis.presenceReap(presenceKey(userId), node);
          if (seen === null) return;
          this.#parts.metrics.presenceReaped.inc();
          await this.#announceOffline(userId, seen);
        }),
      );
      await this.#redis.pexpire(`presence:reaping:${node}`, 5_000);
    }
    await this.#redis.del(nodeKey(node));
    await this.#redis.zrem(nodesKey, node);
  }

  /** Nobody waits for it: a connection is not held up by whom to tell. */
  #announceOnline(userId: string): void {
    this.#parts.audience.of(userId).then(
      (audience) => {
        for (const other of audience) this.#parts.broadcaster.emit(personRoom(other), 'user:online', { userId });
      },
      (error) => this.#parts.log.warn({ err: error }, 'coming online could not be told'),
    );
  }

  /** Redis has taken the person offline; while Postgres is away that is told later, if it is still true then. */
  async #announceOffline(userId: string, seen: number): Promise<void> {
    try {
      const lastSeen = new Date(seen);
      await this.#lastSeen.add({ userId, lastSeen });
      const audience = await this.#parts.audience.of(userId);
      const payload = { userId, lastSeen: lastSeen.toISOString() };
      for (const other of audience) this.#parts.broadcaster.emit(personRoom(other), 'user:offline', payload);
    } catch (error) {
      this.#untold.set(userId, seen);
      this.#parts.log.warn({ err: error }, 'going offline could not be told yet');
    }
  }

  async #announceUntold(): Promise<void> {
    const untold = [...this.#untold];
    this.#untold.clear();
    for (const [userId, seen] of untold) {
      if ((await this.#redis.hget(presenceKey(userId), 's')) !== '1') await this.#announceOffline(userId, seen);
    }
  }

  #newIdentity(): string {
    return `${this.#parts.nodeName}.${randomBytes(6).toString('base64url')}`;
  }
}

interface LastSeen {
  userId: string;
  lastSeen: Date;
}

/** Greatest, not newest: two nodes may settle different absences in either order. */
async function writeLastSeen(db: Database, batch: LastSeen[]): Promise<undefined[]> {
  await db.pool.query({
    name: 'last-seen',
    text: `update users u set last_seen_at = greatest(u.last_seen_at, s.at)
      from (
        select s.id, max(s.at) as at from unnest($1::uuid[], $2::timestamptz[]) as s (id, at) group by s.id order by s.id
      ) s where u.id = s.id`,
    values: [batch.map(({ userId }) => userId), batch.map(({ lastSeen }) => lastSeen)],
  });
  return batch.map(() => undefined);
}
