import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Table } from './table.js';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  /** µs since the sample before. */
  timeDeltas: number[];
}

/** The functions of a node's CPU profile that took the most time themselves, as shares of the time it was not idle. */
export function topFunctions(dir: string, node: string, count: number): Table {
  const profile = JSON.parse(readFileSync(join(dir, `${node}.cpuprofile`), 'utf8')) as Profile;
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const self = new Map<string, number>();
  for (const [i, id] of profile.samples.entries()) {
    const name = names.get(id) ?? '?';
    if (name.startsWith('(idle)')) continue;
    self.set(name, (self.get(name) ?? 0) + (profile.timeDeltas[i] ?? 0));
  }
  const busy = [...self.values()].reduce((total, value) => total + value, 0);
  const rows = [...self].sort(([, a], [, b]) => b - a).slice(0, count);
  return {
    title: `CPU profile of ${node}: self time, % of ${(busy / 1e6).toFixed(1)} s busy`,
    columns: ['function', '%', 'ms'],
    rows: rows.map(([name, time]) => [name, ((time / busy) * 100).toFixed(1), (time / 1000).toFixed(0)]),
  };
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const name = functionName || '(anonymous)';
  if (!url) return name;
  const modules = url.split('/node_modules/');
  const place = modules.length > 1 ? (modules.at(-1) ?? '') : url.startsWith('node:') ? url : basename(url);
  return `${name} ${place}:${lineNumber + 1}`;
}
