import { repositoryEntries } from '@samvad/infra';
import { test } from 'tap';
import { buildRelease, previousRelease } from '../src/releases/previous-release.js';
import { reportText } from '../src/rolling/report.js';
import { underLoad } from '../src/rolling/under-load.js';
import { upgradeAndBack } from '../src/rolling/upgrade.js';
import { testCluster } from './support/cluster.js';

const commit = previousRelease();
const history = commit ? {} : { skip: 'the former release is not in this copy: no history, or a shallow one' };

test('the former release and this one side by side, there and back', { timeout: 600_000, ...history }, async (t) => {
  const say = (line: string) => t.comment(line);
  const former = await buildRelease(commit ?? '', say);
  const cluster = await testCluster(t, { demo: true, entries: former, env: { DRAIN_SECONDS: '2' } });
  const report = await underLoad(upgradeAndBack(cluster, former, repositoryEntries()), {
    ...{ url: cluster.url, customers: 24, every: 1_000, calm: 2_000, say },
  });
  t.comment(reportText(report));
  t.same(report.problems, []);
  t.ok(report.messages > 300, `${report.messages} messages`);
});
