/** `npm test`: everything, from a fresh clone, against real servers. Arguments narrow it: `npm test -- services/core`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, fail, root } from './bootstrap.mjs';
import { findTests } from './find-tests.mjs';
import { runTap } from './run-tap.mjs';

bootstrap();
const { ensureTools } = await import('../infra/dist/src/index.js');
const { testPostgres } = await import('../infra/dist/src/testing.js');

const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const tapOptions = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const files = findTests(patterns);
if (files.length === 0) fail(`no tests in ${patterns.join(', ') || 'the repository'}\n0 passed, 1 failed`);

try {
  const python = process.platform === 'linux' ? ['python-socketio'] : [];
  await ensureTools(['redis-server', 'nginx', 'ffmpeg', 'chromium', 'prometheus', ...python], console.log);
} catch (error) {
  fail(error.message);
}
const lint = spawnSync(join(root, 'node_modules', '.bin', 'biome'), ['check', '--error-on-warnings', '.'], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
});

// One server for all test files; each file makes databases of its own in it.
const postgres = await testPostgres();
const env = { TEST_DATABASE_URL: postgres.url, TAP: undefined };
const { passed, failed, skipped } = await runTap([...tapOptions, ...files], env);
await postgres.stop();

if (lint.status !== 0) console.log('lint failed');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(lint.status === 0 && failed === 0 ? 0 : 1);
