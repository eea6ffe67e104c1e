import { readFileSync } from 'node:fs';
import { envSchema } from 'env-schema';
import Type, { type Static } from 'typebox';

const Seconds = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description: `${description} (s)` });
const Milliseconds = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description: `${description} (ms)` });
const Count = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });

/** Every setting of every service, read from the environment once. The README's table is generated from here. */
export const ConfigSchema = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1, description: 'Postgres, `postgres://user:password@host:port/name`' }),
  REDIS_URL: Type.String({
    minLength: 1,
    description: 'Redis, `redis://host:port`; several, separated by commas, for a Redis Cluster',
  }),
  JWT_SECRET: Type.String({
    minLength: 32,
    description: 'Signs access and refresh tokens and urls of media; the same on every node',
  }),
  JWT_SECRET_ACCEPTED: Type.String({
    default: '',
    pattern: '^([^,]{32,}(,[^,]{32,})*)?$',
    description:
      'More secrets, by comma, that are accepted and sign nothing: the next one, or the former one, while it is replaced',
  }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: 'Port of this node; 0 takes a free one' }),
  HOST: Type.String({ default: '0.0.0.0', description: 'Address this node listens on' }),
  NODE_NAME: Type.String({
    default: 'node',
    pattern: '^[A-Za-z0-9-]{1,63}$',
    description: 'Unique name of this node (the pod name)',
  }),
  PUBLIC_URL: Type.String({
    default: 'http://127.0.0.1:8080',
    description: 'Where clients reach the cluster; urls of media begin with it',
  }),
  LOG_LEVEL: Type.String({
    default: 'info',
    pattern: '^(trace|debug|info|warn|error|fatal|silent)$',
    description: '`trace` to `fatal`, or `silent`',
  }),
  DEMO: Type.Boolean({ default: false, description: 'Relaxes the limits by address, for trying out from one machine' }),
  TRUST_PROXY: Type.String({
    default: '127.0.0.1/8,::1/128',
    description: 'Addresses (CIDR, by comma) whose X-Forwarded-For is believed',
  }),
  ALLOWED_ORIGINS: Type.String({
    default: '',
    description:
      'Origins of other web sites that may connect, by comma; the own site and apps (which send none) always may',
  }),
  PG_POOL_SIZE: Count(8, 'Postgres connections per node'),
  STATEMENT_TIMEOUT_MS: Milliseconds(10_000, 'A statement is given up after'),
  MAX_QUEUED_SENDS: Count(10_000, 'Sends that may wait for Postgres on one node; more are answered OVERLOADED'),
  ACCESS_TOKEN_SECONDS: Seconds(900, 'Life of an access token'),
  REFRESH_TOKEN_SECONDS: Seconds(30 * 86_400, 'Life of a sign-in without being used'),
  REFRESH_GRACE_SECONDS: Seconds(5, 'A refresh whose answer was lost may be repeated for'),
  LOGIN_FAILURES_PER_ACCOUNT: Count(20, 'Wrong passwords per account in 15 minutes'),
  LOGIN_FAILURES_PER_ADDRESS: Count(100, 'Wrong passwords per address in 15 minutes'),
  REGISTRATIONS_PER_ADDRESS: Count(20, 'Registrations per address in an hour'),
  REQUESTS_PER_MINUTE: Count(600, 'REST requests per person (before sign-in: per address) in a minute'),
  MAX_SOCKETS_PER_PERSON: Count(20, 'Connections one person may hold'),
  MAX_SOCKETS: Count(50_000, 'Connections one socket node takes; more are refused as OVERLOADED'),
  CONNECTS_PER_SECOND: Count(
    2_000,
    'New connections one socket node admits in a second; more are refused as OVERLOADED',
  ),
  EVENTS_PER_SECOND: Count(50, 'Events per second and socket, with a burst of twice as many'),
  MAX_FRAME_BYTES: Count(100_000, 'Largest frame a client may send'),
  MAX_SOCKET_BUFFER_BYTES: Count(1_000_000, 'A client that leaves more than this unread is cut off'),
  MAX_CONCURRENT_HASHES: Count(4, 'Password hashes computed at once; 19 MiB each'),
  PRESENCE_LEASE_MS: Milliseconds(6_000, 'A node that is not heard of for this long is dead, and its people offline'),
  PRESENCE_GRACE_MS: Milliseconds(3_000, 'A person whose last device is gone this long is offline'),
  TYPING_EXPIRY_MS: Milliseconds(5_000, '`typing:start` ends by itself after'),
  REVOCATION_POLL_MS: Milliseconds(2_000, 'Revocations missed on the way are read again every'),
  HEAD_CHECK_MS: Milliseconds(10_000, 'Rooms are compared with Postgres, and lost broadcasts delivered, every'),
  UNREAD_AUDIT_MS: Milliseconds(30_000, 'Cached unread counts of connected people are compared with Postgres every'),
  MEDIA_DIR: Type.String({
    default: '',
    description: 'Folder for media, when all API nodes and workers share one file system; otherwise `S3_BUCKET`',
  }),
  S3_BUCKET: Type.String({ default: '', description: 'Bucket for media (any S3 compatible store)' }),
  S3_ENDPOINT: Type.String({ default: '', description: 'Endpoint of the S3 store; empty for AWS' }),
  S3_REGION: Type.String({ default: 'us-east-1', description: 'Region of the S3 store' }),
  S3_ACCESS_KEY_ID: Type.String({
    default: '',
    description: 'Key for the S3 store; empty takes what the machine offers (role, profile)',
  }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: '', description: 'Secret for the S3 store' }),
  S3_FORCE_PATH_STYLE: Type.Boolean({ default: true, description: 'Bucket in the path, not in the host name' }),
  MEDIA_IMAGE_BYTES: Count(20_000_000, 'Largest picture (bytes)'),
  MEDIA_VIDEO_BYTES: Count(256_000_000, 'Largest video (bytes)'),
  MEDIA_AUDIO_BYTES: Count(50_000_000, 'Largest voice note or other audio (bytes)'),
  MEDIA_FILE_BYTES: Count(100_000_000, 'Largest other file (bytes)'),
  MEDIA_FILES_PER_REQUEST: Count(10, 'Files in one multipart upload'),
  MEDIA_QUOTA_BYTES: Count(2_000_000_000, 'What one person may upload in a day (bytes)'),
  MEDIA_URL_SECONDS: Seconds(3_600, 'A url of a media stays the same for up to, and valid for one to two times'),
  MEDIA_WAIT_MS: Milliseconds(3_000, 'An upload is answered as `ready` when it is within'),
  MEDIA_UNATTACHED_SECONDS: Seconds(86_400, 'An upload that no message carries is deleted after'),
  MEDIA_UPLOAD_SECONDS: Seconds(3_600, 'One request with an upload may take'),
  MEDIA_IDLE_MS: Milliseconds(30_000, 'An upload or download of which nothing passes is ended after'),
  MEDIA_RESUMABLE_SECONDS: Seconds(86_400, 'A resumable upload may take'),
  MEDIA_CONCURRENCY: Count(1, 'Media that one worker works on at once'),
  MEDIA_ATTEMPTS: Count(3, 'An upload that so many attempts have died of is `failed`'),
  MEDIA_SWEEP_MS: Milliseconds(
    15_000,
    'Uploads that the queue lost are looked for, and what nobody attached deleted, every',
  ),
  VAPID_PUBLIC_KEY: Type.String({
    default: '',
    description: 'Web push: the public key (base64url); empty, as is the private one, for no push',
  }),
  VAPID_PRIVATE_KEY: Type.String({ default: '', description: 'Web push: the private key (base64url)' }),
  VAPID_SUBJECT: Type.String({
    default: 'mailto:admin@example.com',
    pattern: '^(mailto:|https://)',
    description: 'Web push: whom a push service can write to, `mailto:` or `https://`',
  }),
  FCM_SERVICE_ACCOUNT_FILE: Type.String({
    default: '',
    description: "Push for phones: the JSON file of a Firebase project's service account; empty for none",
  }),
  PUSH_DELAY_MS: Milliseconds(5_000, 'A message that has reached no device of its recipient is pushed after'),
  PUSH_SHOW_CONTENT: Type.Boolean({ default: true, description: 'Notifications show the beginning of the message' }),
  PUSH_ALLOW_PRIVATE_HOSTS: Type.Boolean({
    default: false,
    description: 'Push services may be in the own network, for trying out',
  }),
  WEBHOOK_TIMEOUT_MS: Milliseconds(10_000, 'A receiver of webhooks must answer within'),
  WEBHOOK_RETRY_SECONDS: Type.String({
    default: `5,30,120,600,1800,3600,10800${',21600'.repeat(11)}`,
    pattern: '^\\d+(\\.\\d+)?(,\\d+(\\.\\d+)?)*$',
    description:
      'A delivery that was not accepted is tried again after the first, then after the second … (s), then given up',
  }),
  WEBHOOK_OFF_AFTER_SECONDS: Seconds(5 * 86_400, 'A webhook of which nothing was accepted is switched off after'),
  WEBHOOK_KEEP_SECONDS: Seconds(7 * 86_400, 'Deliveries can be seen and replayed for'),
  WEBHOOK_CONCURRENCY: Count(100, 'Deliveries under way at once on one worker'),
  WEBHOOK_SECRET_KEY: Type.String({
    default: '',
    description: 'Encrypts the secrets of webhooks in Postgres; the same on every node; empty keeps them in clear',
  }),
  WEBHOOK_ALLOW_PRIVATE_HOSTS: Type.Boolean({
    default: false,
    description: 'Webhooks may go into the own network, and over http, for trying out',
  }),
  TRACES_URL: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description: 'Where traces go, OTLP over HTTP, such as `http://collector:4318/v1/traces`; empty for none',
  }),
  TRACES_RATIO: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.01,
    description: 'Share of requests and events that are traced, 0 to 1',
  }),
  DRAIN_SECONDS: Seconds(10, 'On SIGTERM: connections are closed, spread over this time'),
  DRAIN_NOTICE_MS: Milliseconds(
    1_000,
    'On SIGTERM: an API node goes on for so long, not ready, so that who routes to it notices; as long at least as a proxy keeps a connection that it does not use',
  ),
});

export type Config = Static<typeof ConfigSchema>;

/**
 * Reads the environment (or `data`, for tests). `NAME_FILE` names a file that holds the value of `NAME`, for secrets that are
 * mounted. Throws one error that names every setting that is wrong.
 */
export function readConfig(data?: Record<string, string | number | boolean>): Config {
  const settings = withFiles({ ...process.env, ...data });
  // As people write it in a shell.
  if (settings.DEMO === '1' || settings.DEMO === '0') settings.DEMO = settings.DEMO === '1';
  const config = envSchema<Config>({ schema: ConfigSchema, data: settings, env: false });
  return config.DEMO ? { ...config, ...demoLimits } : config;
}

/** One setting as it is given, for a program that needs no more of them; undefined when it is not. */
export function readSetting(name: keyof Config): string | undefined {
  const value = process.env[name];
  const file = process.env[`${name}_FILE`];
  if (!file) return value || undefined;
  return value ? bothGiven(name) : valueIn(name, file);
}

function withFiles(given: Record<string, unknown>): Record<string, unknown> {
  const settings = { ...given };
  for (const name of Object.keys(ConfigSchema.properties)) {
    const file = given[`${name}_FILE`];
    if (typeof file !== 'string' || file === '') continue;
    if (given[name] !== undefined && given[name] !== '') bothGiven(name);
    settings[name] = valueIn(name, file);
  }
  return settings;
}

function bothGiven(name: string): never {
  throw new Error(`${name} and ${name}_FILE are both set`);
}

function valueIn(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`${name}_FILE: ${(error as Error).message}`);
  }
}

/** A few hundred people must be able to arrive from loopback within a minute. */
const demoLimits = {
  LOGIN_FAILURES_PER_ADDRESS: 100_000,
  REGISTRATIONS_PER_ADDRESS: 100_000,
  REQUESTS_PER_MINUTE: 60_000,
};
