import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import pg from 'pg';
import type { Config } from '../config.js';
import { LocalStorage } from '../media/storage/local.js';
import type { MediaStorage } from '../media/storage/media-storage.js';
import { readIdentity } from '../media/storage/storage-identity.js';
import { type Finding, fail, ok, type Patient, reason } from './finding.js';

const bytes = 'written by the doctor, who removes it again';

/** Writes an object, reads it and removes it again. */
export async function examineStorage({ config }: Patient): Promise<Finding[]> {
  if (!config.S3_BUCKET && !config.MEDIA_DIR) {
    const todo = 'Set S3_BUCKET, or MEDIA_DIR to a folder that all API nodes and workers share';
    return [fail('storage', 'there is no place for media', todo)];
  }
  const where = config.S3_BUCKET ? `bucket ${config.S3_BUCKET}` : config.MEDIA_DIR;
  try {
    const storage = await open(config);
    try {
      await writeAndRead(storage);
    } finally {
      await storage.close();
    }
  } catch (error) {
    const todo = config.S3_BUCKET
      ? 'See that the bucket exists and its keys may read, write and delete (S3_…)'
      : 'See that the folder is mounted, writable for the user of the nodes, and not full';
    return [fail('storage', `${where} cannot be used: ${reason(error)}`, todo)];
  }
  return [ok('storage', `${where} can be written and read`), ...(await identity(config))];
}

async function open(config: Config): Promise<MediaStorage> {
  if (!config.S3_BUCKET) return new LocalStorage(config.MEDIA_DIR);
  const { S3Storage } = await import('../media/storage/s3.js');
  return new S3Storage(config);
}

async function writeAndRead(storage: MediaStorage): Promise<void> {
  const prefix = `doctor/${randomUUID()}/`;
  try {
    await storage.put(`${prefix}bytes`, Readable.from([Buffer.from(bytes)]), {
      format: 'text/plain',
      size: bytes.length,
    });
    let read = '';
    for await (const piece of await storage.get(`${prefix}bytes`)) read += piece;
    if (read !== bytes) throw new Error('what was written is not what is read');
  } finally {
    await storage.removeAll(prefix);
  }
}

/** A folder of its own on each machine would hold what the others cannot read. */
async function identity({ S3_BUCKET, MEDIA_DIR, DATABASE_URL }: Config): Promise<Finding[]> {
  if (S3_BUCKET) return [];
  const client = new pg.Client({
    connectionString: DATABASE_URL,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ identity: string }>('select identity from media_storage');
    const [known, own] = [rows[0]?.identity, await readIdentity(MEDIA_DIR)];
    if (known === undefined) return [ok('storage identity', 'no node has used a folder yet')];
    const todo =
      'Mount the folder that the nodes share, or use an S3 store; a folder that was moved keeps its .samvad-storage';
    return [
      known === own
        ? ok('storage identity', 'it is the folder of this installation')
        : fail('storage identity', `${MEDIA_DIR} is another folder than the one that the nodes use`, todo),
    ];
  } catch {
    // Told of where Postgres is examined.
    return [];
  } finally {
    await client.end().catch(() => {});
  }
}
