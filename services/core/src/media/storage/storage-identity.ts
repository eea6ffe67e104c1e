import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const fileName = '.samvad-storage';

/**
 * Makes sure that this folder is the one in which the whole installation keeps its media: a node with a disk of its own
 * would store what no other can read. The first node to start decides. Rejects, naming what is to be done, when it is
 * another folder.
 */
export async function confirmIdentity(databaseUrl: string, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const known = await identity(client);
    const own = known === undefined ? await ownIdentity(dir) : await readIdentity(dir);
    if (known === undefined) {
      // Of two nodes that start at once, one is first.
      await client.query('insert into media_storage (identity) values ($1) on conflict do nothing', [own]);
    }
    if (own === undefined || own !== (await identity(client))) throw new Error(refusal(dir));
  } finally {
    await client.end();
  }
}

async function identity(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ identity: string }>('select identity from media_storage');
  return rows[0]?.identity;
}

/** Undefined when the folder has none. */
export const readIdentity = (dir: string): Promise<string | undefined> =>
  readFile(join(dir, fileName), 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );

/** The folder's identity, which it gets now if it has none. */
async function ownIdentity(dir: string): Promise<string | undefined> {
  const name = randomUUID();
  const temporary = join(dir, `${fileName}-${name}`);
  await writeFile(temporary, `${name}\n`, { flush: true });
  try {
    // Appears whole, and only if there was none: others may be about to do the same.
    await link(temporary, join(dir, fileName)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return readIdentity(dir);
}

const refusal = (dir: string) =>
  `MEDIA_DIR (${dir}) is not the folder in which this installation keeps its media. On several machines all API nodes and \
workers need one folder that they share, or an S3 store (S3_BUCKET and the other S3_ settings). If the folder was moved, \
its file ${fileName} must come with it.`;
