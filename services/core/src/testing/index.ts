import { randomInt } from 'node:crypto';
import type { Role } from '@samvad/contract';
import { createTestDatabase, temporaryDir, testRedis, testRedisCluster } from '@samvad/infra/testing';
import { v7 as uuidv7 } from 'uuid';
import { type Config, readConfig } from '../config.js';
import { type Core, createCore } from '../context.js';
import { createLog } from '../log.js';
import type { Actor } from '../people/actor.js';

export { type CollectedSpan, type Collector, startCollector } from './collector.js';

/** What these helpers need of a tap test. */
interface Test {
  teardown(work: () => unknown): void;
}

export interface Backends {
  databaseUrl: string;
  redisUrl: string;
  /** Where all its nodes keep media. */
  mediaDir: string;
}

/** A database of its own, migrated, a Redis (or a Redis Cluster) and a folder for media; all end with the test. */
export async function startBackends(t: Test, { cluster = false } = {}): Promise<Backends> {
  const [database, redis] = await Promise.all([
    createTestDatabase({ template: true }),
    cluster ? testRedisCluster() : testRedis(),
  ]);
  const media = temporaryDir('media');
  t.teardown(async () => {
    await redis.stop();
    await database.drop();
    media.remove();
  });
  const redisUrl = 'urls' in redis ? redis.urls.join(',') : redis.url;
  return { databaseUrl: database.url, redisUrl, mediaDir: media.path };
}

let nodes = 0;

/** Limits by address are off, since all tests come from one; the logs are silent. */
export function testConfig(backends: Backends, overrides: Partial<Config> = {}): Config {
  nodes += 1;
  return readConfig({
    DATABASE_URL: backends.databaseUrl,
    REDIS_URL: backends.redisUrl,
    MEDIA_DIR: backends.mediaDir,
    JWT_SECRET: 'a secret that only tests know, of 32 bytes',
    NODE_NAME: `test-${nodes}`,
    HOST: '127.0.0.1',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    DEMO: true,
    PG_POOL_SIZE: 4,
    // Nobody routes to it.
    DRAIN_NOTICE_MS: 1,
    ...overrides,
  });
}

/** A core without a node around it; ends with the test. */
export async function testCore(t: Test, backends: Backends, overrides: Partial<Config> = {}): Promise<Core> {
  const config = testConfig(backends, overrides);
  const core = await createCore(config, createLog(config.LOG_LEVEL, config.NODE_NAME));
  t.teardown(() => core.close());
  return core;
}

/** A node that dies between commit and publish: what it stores, nobody hears of. */
export async function mutedCore(t: Test, backends: Backends): Promise<Core> {
  const core = await testCore(t, backends);
  core.broadcaster.emitJson = () => {};
  core.broadcaster.emitMessage = () => {};
  return core;
}

export interface TestPerson {
  id: string;
  name: string;
  phone: string;
  actor: Actor;
  /** An access token of a sign-in of its own. */
  token: string;
  refreshToken: string;
}

export const testPassword = 'test-pass-1357';
/** Hashing takes its time: everyone has the same password. */
let passwordHash: Promise<string> | undefined;

/** An account and a sign-in. */
export async function makePerson(core: Core, role: Role, name = `${role} ${randomInt(1e6)}`): Promise<TestPerson> {
  const { Passwords } = await import('../people/passwords.js');
  passwordHash ??= new Passwords(1).hash(testPassword);
  const id = uuidv7();
  const phone = `+9198${String(randomInt(1e8)).padStart(8, '0')}`;
  await core.db.kysely
    .insertInto('users')
    .values({
      id,
      phone,
      name,
      role,
      password_hash: await passwordHash,
      avatar_url: null,
      last_seen_at: null,
      deactivated_at: null,
    })
    .execute();
  const { actor, refreshToken } = await core.sessions.start(id, role);
  return { id, name, phone, actor, token: core.tokens.sign(actor), refreshToken };
}

/** A conversation between the two, with no messages yet. Returns its id. */
export async function makeConversation(core: Core, customer: TestPerson, agent: TestPerson | null): Promise<string> {
  const id = uuidv7();
  await core.db.kysely
    .insertInto('conversations')
    .values({ id, customer_id: customer.id, assigned_support_id: agent?.id ?? null, subject: null })
    .execute();
  return id;
}

/** Polls until `check` returns something truthy, and returns it. Rejects after `deadline` milliseconds. */
export async function eventually<T>(check: () => T | Promise<T>, what: string, deadline = 10_000): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${deadline} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
