import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { repositoryEntries, startCluster } from '@samvad/infra';
import { temporaryDir } from '@samvad/infra/testing';
import { buildRelease, previousRelease } from '../releases/previous-release.js';
import { everyChange } from './replacements.js';
import { reportText, slowdowns } from './report.js';
import { underLoad } from './under-load.js';
import { upgradeAndBack } from './upgrade.js';

const usage = `npm run rolling -- [--upgrade] [--customers N] [--json FILE]

Starts a cluster of its own, has customers and agents write to each other all the time, ends every node in good order one after the
other, changes the numbers of nodes, and judges: no failed request, nothing lost or doubled, connections that end one by one, and
the slowest hundredth at most three times slower than while nothing is done. About three minutes.

--upgrade: instead, from the former release to this one and back, node by node, both side by side on the new schema.`;

/** The slowest hundredth may take so many times longer. */
const mostSlowdown = 3;

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '200' },
    upgrade: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const customers = Number(values.customers);
if (!Number.isInteger(customers) || customers < 1 || customers > 2_000) {
  console.error(`--customers must be 1 to 2000\n\n${usage}`);
  process.exit(2);
}

const drainSeconds = 10;
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
const former = values.upgrade ? await formerRelease() : undefined;
const dir = temporaryDir('rolling');
const cluster = await startCluster({
  ...{ dataDir: dir.path, demo: true, env: { DRAIN_SECONDS: String(drainSeconds) } },
  ...(former ? { entries: former } : {}),
});
let failed = true;
try {
  const changes = former ? upgradeAndBack(cluster, former, repositoryEntries()) : everyChange(cluster, drainSeconds);
  const report = await underLoad(changes, { url: cluster.url, customers, every: 5_000, calm: 20_000, say });
  console.log(`\n${reportText(report)}`);
  const slow = slowdowns(report).filter(({ ratio }) => !(ratio <= mostSlowdown));
  const problems = [
    ...report.problems,
    ...slow.map(({ kind, ratio }) => `the slowest hundredth of ${kind} took ${ratio.toFixed(1)} times longer`),
  ];
  for (const problem of problems.slice(0, 20)) console.error(`FAILED: ${problem}`);
  if (problems.length > 20) console.error(`and ${problems.length - 20} more`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  failed = problems.length > 0;
  if (!failed) console.log('no request failed; nothing lost, doubled or out of order');
} finally {
  await cluster.stop({ fast: true });
  dir.remove();
}
process.exit(failed ? 1 : 0);

function formerRelease() {
  const commit = previousRelease();
  if (commit) return buildRelease(commit, say);
  console.error('the former release is not in this copy: no history, or a shallow one (git fetch --unshallow --tags)');
  process.exit(1);
}
