/** `npm run screenshots`: pictures of every screen for the documents, of the built product with its demo data. */
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureTools, REPOSITORY, startCluster } from '@samvad/infra';
import { temporaryDir } from '@samvad/infra/testing';
import { launchBrowser } from '../browser/launch-browser.js';
import { Visitor } from '../browser/visitor.js';
import { type Scene, scenes } from './scenes.js';

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(REPOSITORY, 'services', 'dashboard', 'screenshots') } },
});

await ensureTools(['redis-server', 'nginx', 'ffmpeg', 'chromium'], console.log);
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const dir = temporaryDir('screenshots');
const cluster = await startCluster({ dataDir: dir.path, demo: true });
const browser = await launchBrowser();
const problems: string[] = [];
try {
  for (const scene of scenes) problems.push(...(await take(scene)));
} finally {
  await browser.close();
  await cluster.stop();
  dir.remove();
}
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

/** Returns what the browser complained of. */
async function take({ name, look, show }: Scene): Promise<string[]> {
  const visitor = await Visitor.arrive(browser, cluster.url, { name, ...look });
  try {
    await show(visitor);
    await settled(visitor);
    const file = join(out, `${name}.png`);
    await visitor.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    console.log(relative(process.cwd(), file));
    return visitor.watch.problems().map((problem) => `${name}: ${problem}`);
  } finally {
    await visitor.close();
  }
}

/** Fonts and pictures are there, and nothing moves. */
async function settled({ page }: Visitor): Promise<void> {
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      [...document.images].every(({ complete }) => complete) &&
      document.getAnimations().every((one) => one.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY),
  );
}
