import type { Cluster, Entries } from '@samvad/infra';
import type { Change } from './under-load.js';

/**
 * From one release to the next and back again: the schema first, upon which the former nodes go on; then node by node, each release with
 * people of its own, who write to those of the other; then, as after a regret, the former nodes on the new schema, and forward again.
 */
export function upgradeAndBack(cluster: Cluster, former: Entries, next: Entries): Change[] {
  const names = cluster
    .processes()
    .filter(({ role }) => /^(api|socket|media-worker)$/.test(role))
    .map(({ name }) => name);
  const all = (what: string, entries: Entries): Change[] =>
    names.map((name) => ({ name: `${name}: ${what}`, work: () => cluster.replace(name, entries) }));
  return [
    { name: 'the schema', work: () => cluster.migrate(next) },
    ...all('the new release', next),
    ...all('the former release again', former),
    ...all('the new release once more', next),
  ];
}
