/** Builds the static site into `out/`: Next.js' export, then what it does not do by itself. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFiles } from './compress-files.mjs';
import { copyEmojiData } from './copy-emoji-data.mjs';
import { copyMantineVariables } from './copy-mantine-variables.mjs';
import { hastenPages } from './hasten-pages.mjs';
import { securePages } from './secure-pages.mjs';
import { writeServiceWorker } from './service-worker.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(here, 'out');

await copyEmojiData(join(here, 'public'));
await copyMantineVariables(join(here, 'src'));

const next = spawnSync(process.execPath, [join(nextFolder(), 'dist', 'bin', 'next'), 'build'], {
  cwd: here,
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  stdio: 'inherit',
});
if (next.status !== 0) process.exit(next.status ?? 1);

await hastenPages(out);
await securePages(out);
await writeServiceWorker(out, join(here, '.next'));
await compressFiles(out);

/** Wherever npm has put it. */
function nextFolder() {
  return dirname(fileURLToPath(import.meta.resolve('next/package.json')));
}
