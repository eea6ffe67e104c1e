import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { REPOSITORY } from '@samvad/infra';

/** Where each package's modules are, as they are published: nothing is bundled. */
const imports = {
  '@samvad/contract': '/services/contract/dist/src/index.js',
  'socket.io-client': '/node_modules/socket.io-client/dist/socket.io.esm.min.js',
  idb: '/node_modules/idb/build/index.js',
  typebox: '/node_modules/typebox/build/index.mjs',
};
const page = `<!doctype html><title>client</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="/services/client/dist/test/browser/support/page.js"></script>`;
const types: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.jpg': 'image/jpeg' };
const folders = /^\/(services\/(client|contract)\/dist|node_modules\/(socket\.io-client|idb|typebox))\//;

export interface PageServer {
  origin: string;
  /** Answers with the file at a path of its own. */
  serve(path: string, file: string): void;
  stop(): Promise<void>;
}

/** One page, and the modules it is made of. */
export async function startPageServer(port: number): Promise<PageServer> {
  const files = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/') return response.setHeader('content-type', 'text/html').end(page);
    const file = files.get(pathname) ?? (folders.test(pathname) ? join(REPOSITORY, normalize(pathname)) : undefined);
    if (!file || !(await stat(file).catch(() => undefined))?.isFile()) return response.writeHead(404).end();
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (path, file) => void files.set(path, file),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
