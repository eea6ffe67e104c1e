import { type Config, type Core, createCore, createLog, readConfig } from '@samvad/core';
import { jwtSecret } from './people.js';
import type { Stack } from './stack.js';

/** The domain over a stack's Postgres and Redis, in this process, with no node around it. */
export function bareCore(stack: Stack, overrides: Partial<Config> = {}): Promise<Core> {
  const config = readConfig({
    DATABASE_URL: stack.databaseUrl,
    REDIS_URL: stack.servers.redis.url,
    JWT_SECRET: jwtSecret,
    NODE_NAME: 'bench',
    LOG_LEVEL: 'error',
    ...overrides,
  });
  return createCore(config, createLog(config.LOG_LEVEL, config.NODE_NAME));
}

/** CPU used so far by this process and by Postgres, in µs. */
export function coreCpu(stack: Stack): { own: number; postgres: number } {
  const { user, system } = process.cpuUsage();
  return { own: user + system, postgres: stack.cpu().postgres ?? 0 };
}
