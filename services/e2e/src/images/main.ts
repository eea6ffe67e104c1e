/**
 * `npm run images:check`: runs what each image runs, from a production installation as the Dockerfile makes it, on real servers.
 * It is not a container: no engine is needed, and none is tried out.
 */
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTools } from '@samvad/infra';
import { createTestDatabase, temporaryDir, testRedis } from '@samvad/infra/testing';
import { assemble } from './assemble.js';
import { readStages } from './dockerfile.js';
import { runImage } from './run-image.js';

await ensureTools(['redis-server', 'nginx', 'ffmpeg'], console.log);
const stages = readStages();
const into = mkdtempSync(join(tmpdir(), 'samvad-images-'));
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
try {
  for (const name of ['migrate', 'api', 'socket', 'media-worker']) {
    const startedAt = performance.now();
    try {
      const root = assemble(stages, name, into);
      const said = await runImage(stages, name, root, settings);
      console.log(`ok      ${name}: ${said} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}: ${(error as Error).message}`);
    }
  }
} finally {
  await redis.stop();
  await database.drop();
  media.remove();
  rmSync(into, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
