import type { RedisClient } from '../redis/connect.js';

/**
 * Presence in Redis:
 * - `presence:{user}`, a hash: `c:<connection>` → the node it is on; `s` → 1 while told to be online; `t` → when the last
 *   connection went, epoch ms.
 * - `presence:nodes`, a sorted set: node → the time its lease runs out. One refresh a node covers all its connections.
 * - `presence:node:<node>`, a set: the people with a connection on it, so that a survivor can find whom it leaves behind.
 *
 * Each script touches one key, so all of it works on a Redis Cluster. Times are Redis' own, so clocks need not agree.
 */
export const presenceKey = (userId: string) => `presence:{${userId}}`;
export const nodesKey = 'presence:nodes';
export const nodeKey = (nodeId: string) => `presence:node:${nodeId}`;

const now = `local time = redis.call('time'); local now = time[1] * 1000 + math.floor(time[2] / 1000)`;
const countConnections = `
  local connections = 0
  for _, field in ipairs(redis.call('hkeys', KEYS[1])) do
    if string.sub(field, 1, 2) == 'c:' then connections = connections + 1 end
  end`;
/** What is left of a person long offline is their `t`; it need not stay for ever, Postgres has it. */
const forgetLater = `redis.call('expire', KEYS[1], 86400)`;

export const scripts = {
  /** connection, node, most connections → 1 came online, 0 was online, -1 too many. */
  presenceConnect: {
    numberOfKeys: 1,
    lua: `${countConnections}
      if connections >= tonumber(ARGV[3]) and redis.call('hexists', KEYS[1], 'c:' .. ARGV[1]) == 0 then return -1 end
      redis.call('hset', KEYS[1], 'c:' .. ARGV[1], ARGV[2])
      redis.call('hdel', KEYS[1], 't')
      redis.call('persist', KEYS[1])
      if redis.call('hget', KEYS[1], 's') == '1' then return 0 end
      redis.call('hset', KEYS[1], 's', '1')
      return 1`,
  },
  /** connection → 1 when it was the last one. */
  presenceDisconnect: {
    numberOfKeys: 1,
    lua: `redis.call('hdel', KEYS[1], 'c:' .. ARGV[1])
      ${countConnections}
      if connections > 0 then return 0 end
      ${now}
      redis.call('hset', KEYS[1], 't', now)
      return 1`,
  },
  /** grace in ms → when the person was last seen, once, if nobody came back in that time; else nil. */
  presenceSettle: {
    numberOfKeys: 1,
    lua: `${countConnections}
      if connections > 0 or redis.call('hget', KEYS[1], 's') == '0' then return nil end
      ${now}
      local seen = tonumber(redis.call('hget', KEYS[1], 't'))
      if seen and now - seen < tonumber(ARGV[1]) then return nil end
      -- Redis was emptied meanwhile: nobody else will say that they are gone.
      if not seen then seen = now end
      redis.call('hset', KEYS[1], 's', '0')
      ${forgetLater}
      return seen`,
  },
  /** dead node → when the person was last seen, once, if that node held their last connection; else nil. */
  presenceReap: {
    numberOfKeys: 1,
    lua: `local all = redis.call('hgetall', KEYS[1])
      local left = 0
      for i = 1, #all, 2 do
        if string.sub(all[i], 1, 2) == 'c:' then
          if all[i + 1] == ARGV[1] then redis.call('hdel', KEYS[1], all[i]) else left = left + 1 end
        end
      end
      if left > 0 or redis.call('hget', KEYS[1], 's') ~= '1' then return nil end
      local seen = tonumber(redis.call('hget', KEYS[1], 't'))
      if not seen then ${now} seen = now end
      redis.call('hset', KEYS[1], 's', '0', 't', seen)
      ${forgetLater}
      return seen`,
  },
  /** node, lease in ms → 1 when the lease was still there, 0 when it had run out or was lost. */
  presenceHeartbeat: {
    numberOfKeys: 1,
    lua: `${now}
      local before = tonumber(redis.call('zscore', KEYS[1], ARGV[1]))
      redis.call('zadd', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
      if before and before > now then return 1 end
      return 0`,
  },
  /** → [live nodes, dead nodes], each a list joined by spaces. */
  presenceNodes: {
    numberOfKeys: 1,
    lua: `${now}
      return {
        table.concat(redis.call('zrangebyscore', KEYS[1], '(' .. now, '+inf'), ' '),
        table.concat(redis.call('zrangebyscore', KEYS[1], '-inf', now), ' '),
      }`,
  },
} as const;

export interface PresenceCommands {
  presenceConnect(key: string, connection: string, node: string, most: number): Promise<number>;
  presenceDisconnect(key: string, connection: string): Promise<number>;
  presenceSettle(key: string, grace: number): Promise<number | null>;
  presenceReap(key: string, node: string): Promise<number | null>;
  presenceHeartbeat(key: string, node: string, lease: number): Promise<number>;
  presenceNodes(key: string): Promise<[string, string]>;
}

export function withPresenceCommands(redis: RedisClient): RedisClient & PresenceCommands {
  for (const [name, script] of Object.entries(scripts)) redis.defineCommand(name, script);
  return redis as RedisClient & PresenceCommands;
}
