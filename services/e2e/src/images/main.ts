/**
 * `npm run images:check`: runs what each image runs, from a production installation as the Dockerfile makes it, on real servers.
 * It is not a container: no engine is needed, and none is tried out.
 *
 * Everything is compiled as the Dockerfile says, too, which takes minutes; `--compiled` takes what the repository's own build has made.
 */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureTools } from '@samvad/infra';
import { createTestDatabase, temporaryDir, testRedis } from '@samvad/infra/testing';
import { assemble } from './assemble.js';
import { readStages } from './dockerfile.js';
import { installNode } from './install-node.js';
import { runImage } from './run-image.js';

await ensureTools(['redis-server', 'ffmpeg'], console.log);
const stages = readStages();
const into = mkdtempSync(join(tmpdir(), 'samvad-images-'));
execFileSync('chmod', ['755', into]);
const node = installNode(stages.get('node')?.base ?? '', join(into, 'node-program'));
console.log(`Node ${node.version}, which is ${node.isTheImages ? "the images'" : 'that of this machine'}`);
const path = [...node.folders, process.env.PATH].join(delimiter);
const assembly = { stages, into, path, compile: !process.argv.includes('--compiled') };
const [database, redis, media] = await Promise.all([
  createTestDatabase({ template: false }),
  testRedis(),
  temporaryDir('media'),
]);
if (process.getuid?.() === 0) chownSync(media.path, 1_000, 1_000);
const settings = {
  DATABASE_URL: database.url,
  REDIS_URL: redis.url,
  JWT_SECRET: 'a secret for images that are only tried out',
  MEDIA_DIR: media.path,
};

let failed = 0;
async function check(name: string, look: (root: string) => Promise<string> | string): Promise<void> {
  const startedAt = performance.now();
  try {
    const root = assemble(assembly, name);
    execFileSync('chmod', ['-R', 'a-w', root]);
    const said = await look(root);
    console.log(`ok      ${name}: ${said} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${(error as Error).message}`);
  }
}

try {
  for (const name of ['migrate', 'admin', 'api', 'socket', 'media-worker']) {
    await check(name, (root) => runImage({ stages, name, root, settings, path }));
  }
  await check('web', (root) => {
    const pages = ['index.html', 'chat.html', '404.html', 'index.html.gz'].map((page) =>
      join(root, 'usr/share/samvad', page),
    );
    execFileSync('ls', [...pages, join(root, 'etc/nginx/templates/nginx.conf.template')]);
    return 'the pages and the configuration are where nginx looks for them';
  });
} finally {
  await redis.stop();
  await database.drop();
  media.remove();
  execFileSync('chmod', ['-R', 'u+w', into]);
  rmSync(into, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
