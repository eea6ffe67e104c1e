import { test } from 'tap';
import { everyChange } from '../src/rolling/replacements.js';
import { reportText } from '../src/rolling/report.js';
import { underLoad } from '../src/rolling/under-load.js';
import { testCluster } from './support/cluster.js';

const drainSeconds = 3;

// The short form of `npm run rolling`; how long things take is judged there.
test('nodes are replaced, and their number changes, and nobody notices', { timeout: 240_000 }, async (t) => {
  const cluster = await testCluster(t, { demo: true, env: { DRAIN_SECONDS: String(drainSeconds) } });
  const report = await underLoad(everyChange(cluster, drainSeconds), {
    ...{ url: cluster.url, customers: 36, every: 1_000, calm: 2_000 },
    say: (line) => t.comment(line),
  });
  t.comment(reportText(report));
  t.same(report.problems, []);
  t.ok(report.messages > 500, `${report.messages} messages`);
  t.ok(report.requests > 500, `${report.requests} requests`);
});
