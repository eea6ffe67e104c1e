import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

interface Context {
  method: string;
  path: string;
  query: Record<string, string | undefined>;
  status: number;
  type: string;
  body: unknown;
}

interface StoredObject {
  bucket: string;
  key: string;
  content: Readable | Buffer;
  metadata: object;
}

/** What is used of an s3rver, a Koa application. */
export interface S3rverApp {
  middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
  store: {
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
    putMetadata(bucket: string, key: string, metadata: object, md5: string): Promise<void>;
    putObject(object: StoredObject): Promise<{ size: number; md5: string }>;
    putPart(bucket: string, upload: string, part: string, content: Readable): Promise<{ size: number; md5: string }>;
  };
}

/**
 * Adds the calls that s3rver lacks and every S3 store has: list the parts of an upload, list the uploads under way, abort
 * one. And lets it answer a PUT only once all bytes are in the file, as S3 does.
 */
export function addMultipartCalls(app: S3rverApp): void {
  const { store } = app;
  const uploads = (bucket: string) => store.getResourcePath(bucket, undefined, 'uploads');

  store.putObject = async ({ bucket, key, content, metadata }) => {
    const written = await write(store.getResourcePath(bucket, key, 'object'), content);
    await store.putMetadata(bucket, key, metadata, written.md5);
    return written;
  };
  store.putPart = async (bucket, upload, part, content) => {
    const path = join(uploads(bucket), upload, part);
    const written = await write(path, content);
    await writeFile(`${path}.md5`, written.md5);
    return written;
  };

  app.middleware.unshift(async (context, next) => {
    const [, bucket = '', ...rest] = decodeURIComponent(context.path).split('/');
    const { uploadId } = context.query;
    if (context.method === 'GET' && 'uploads' in context.query && rest.join('') === '') {
      answer(context, await listUploads(uploads(bucket), context.query.prefix ?? ''));
    } else if (uploadId !== undefined && (context.method === 'GET' || context.method === 'DELETE')) {
      const folder = join(uploads(bucket), uploadId);
      if (!(await exists(folder))) return answer(context, '<Error><Code>NoSuchUpload</Code></Error>', 404);
      if (context.method === 'GET') return answer(context, await listParts(folder));
      await rm(folder, { recursive: true });
      context.status = 204;
    } else await next();
  });
}

async function write(path: string, content: Readable | Buffer): Promise<{ size: number; md5: string }> {
  await mkdir(dirname(path), { recursive: true });
  const md5 = createHash('md5');
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      md5.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(Buffer.isBuffer(content) ? Readable.from([content]) : content, count, createWriteStream(path));
  return { size, md5: md5.digest('hex') };
}

async function listUploads(folder: string, prefix: string): Promise<string> {
  const ids = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    ids.map(async (id) => ({ id, key: await readFile(join(folder, id, 'key'), 'utf8') })),
  );
  const items = found
    .filter(({ key }) => key.startsWith(prefix))
    .map(({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
  return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${items.join('')}</ListMultipartUploadsResult>`;
}

async function listParts(folder: string): Promise<string> {
  const names = (await readdir(folder))
    .filter((name) => /^\d+\.md5$/.test(name))
    .map((name) => Number(name.slice(0, -4)));
  const items = await Promise.all(
    names
      .sort((a, b) => a - b)
      .map(async (part) => {
        const { size } = await stat(join(folder, String(part)));
        const etag = await readFile(join(folder, `${part}.md5`), 'utf8');
        return `<Part><PartNumber>${part}</PartNumber><ETag>"${etag}"</ETag><Size>${size}</Size></Part>`;
      }),
  );
  return `<ListPartsResult><IsTruncated>false</IsTruncated>${items.join('')}</ListPartsResult>`;
}

function answer(context: Context, xml: string, status = 200): void {
  context.status = status;
  context.type = 'application/xml';
  context.body = `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
