import { createRequire } from 'node:module';
import { freePort } from '../ports.js';
import { addMultipartCalls, type S3rverApp } from './s3-multipart.js';

export interface TestS3 {
  readonly url: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

interface S3rverInstance extends S3rverApp {
  run(): Promise<unknown>;
  close(): Promise<void>;
  logger: { silent: boolean };
  httpServer: { closeAllConnections(): void };
}

/** An S3 store with one empty bucket, in this process; keeps its objects below `dir`. */
export async function startS3({ dir }: { dir: string }): Promise<TestS3> {
  const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rverInstance;
  const [port, bucket] = [await freePort(), 'media'];
  const server = new S3rver({
    address: '127.0.0.1',
    port,
    directory: dir,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  });
  server.logger.silent = true;
  addMultipartCalls(server);
  await server.run();
  return {
    url: `http://127.0.0.1:${port}`,
    bucket,
    // The only ones it knows.
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    async stop() {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
    },
  };
}
