import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { closeRedis, connectRedis, isCluster, type RedisClient, redisReady } from '../redis/connect.js';
import { judgeClock } from './clock.js';
import { type Finding, fail, ok, type Patient, reason, warn } from './finding.js';

const oldest = 7;

export async function examineRedis({ config }: Patient): Promise<Finding[]> {
  const client = connectRedis({ url: config.REDIS_URL, name: 'doctor', log: pino({ level: 'silent' }) });
  let last: unknown;
  client.on('error', (error) => {
    last = error;
  });
  try {
    await redisReady(client, 5_000);
  } catch (error) {
    await closeRedis(client);
    const todo = 'Start Redis, or correct REDIS_URL (host, port, user, password); see its log';
    return [fail('redis', `cannot be reached: ${reason(last ?? error)}`, todo)];
  }
  try {
    const findings = [ok('redis', 'reached'), ...(await examineCluster(client))];
    const masters = isCluster(client) ? client.nodes('master') : [client];
    for (const [i, master] of masters.entries()) {
      findings.push(...(await examineServer(master, masters.length > 1 ? `redis ${i + 1}` : 'redis')));
    }
    return findings;
  } finally {
    await closeRedis(client);
  }
}

async function examineCluster(client: RedisClient): Promise<Finding[]> {
  if (!isCluster(client)) return [];
  const state = field((await client.cluster('INFO')) as string, 'cluster_state');
  return [
    state === 'ok'
      ? ok('redis cluster', state)
      : fail('redis cluster', state ?? 'unknown', 'Slots are not served: see redis-cli --cluster check'),
  ];
}

async function examineServer(redis: Redis, name: string): Promise<Finding[]> {
  const info = await redis.info();
  const asked = Date.now();
  const [seconds, microseconds] = (await redis.time()) as unknown as [string, string];
  const theirs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  return [
    version(`${name} version`, info),
    role(`${name} role`, info),
    eviction(`${name} eviction`, info),
    memory(`${name} memory`, info),
    persistence(`${name} persistence`, info),
    judgeClock(`${name} clock`, { asked, theirs, answered: Date.now() }),
  ];
}

/** Of what INFO says: CONFIG is closed where others run Redis. */
const field = (info: string, key: string): string | undefined => new RegExp(`^${key}:(.*?)\r?$`, 'm').exec(info)?.[1];

function version(check: string, info: string): Finding {
  const found = field(info, 'valkey_version') ?? field(info, 'redis_version') ?? '0';
  return Number.parseInt(found, 10) >= oldest
    ? ok(check, found)
    : fail(check, found, `Upgrade to Redis ${oldest}, or Valkey: rooms need sharded pub/sub`);
}

function role(check: string, info: string): Finding {
  return field(info, 'role') === 'master'
    ? ok(check, 'master')
    : fail(check, 'this is a replica, which takes no writes', 'Let REDIS_URL name the master');
}

function eviction(check: string, info: string): Finding {
  const policy = field(info, 'maxmemory_policy') ?? 'unknown';
  const todo =
    'Set maxmemory-policy noeviction (redis-cli config set, and in redis.conf): Redis would throw away jobs and leases';
  return policy === 'noeviction' ? ok(check, policy) : fail(check, policy, todo);
}

function memory(check: string, info: string): Finding {
  const [used, most] = [Number(field(info, 'used_memory') ?? 0), Number(field(info, 'maxmemory') ?? 0)];
  const megabytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MiB`;
  if (most === 0) return ok(check, `${megabytes(used)}, no limit of its own`);
  const found = `${megabytes(used)} of ${megabytes(most)}`;
  const todo = 'Give it more (maxmemory): when it is full, presence, limits and jobs stop until there is room';
  return used > most * 0.8 ? warn(check, found, todo) : ok(check, found);
}

/** None is needed: all is rebuilt from Postgres. But a Redis that is to save and cannot, refuses writes. */
function persistence(check: string, info: string): Finding {
  const broken = [
    ['rdb_last_bgsave_status', 'the last snapshot failed'],
    ['aof_last_bgrewrite_status', 'the last rewrite of the AOF failed'],
    ['aof_last_write_status', 'the last write to the AOF failed'],
  ].filter(([key = '']) => (field(info, key) ?? 'ok') !== 'ok');
  if (broken.length > 0) {
    const todo =
      'Make room on its disk, or switch persistence off (save "", appendonly no): it refuses writes otherwise';
    return fail(check, broken.map(([, found]) => found).join(', '), todo);
  }
  return ok(check, field(info, 'aof_enabled') === '1' ? 'AOF' : 'no AOF; what it holds is rebuilt from Postgres');
}
