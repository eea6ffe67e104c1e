import type { DataFolder } from './data-folder.js';
import { signingSecrets } from './signing-secrets.js';
import { keptVapidKeys } from './vapid-keys.js';

export interface ServiceEnvOptions {
  folder: DataFolder;
  url: string;
  databaseUrl: string;
  redisUrl: string;
  demo: boolean;
  /** Wins over everything else. */
  env?: NodeJS.ProcessEnv | undefined;
}

/** The environment that migrations, seed and all services share; S3_… and the like pass through from our own. */
export function serviceEnv({ folder, url, databaseUrl, redisUrl, demo, env }: ServiceEnvOptions): NodeJS.ProcessEnv {
  return {
    LOG_LEVEL: 'warn',
    PUBLIC_URL: url,
    ...process.env,
    ...signingSecrets(folder),
    ...(process.env.VAPID_PRIVATE_KEY ? {} : keptVapidKeys(folder.path('vapid-keys'))),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: folder.path(),
    ...(demo ? { DEMO: '1' } : {}),
    ...env,
  };
}
