import type { Cluster } from '@samvad/infra';
import type { Change } from './under-load.js';

/**
 * A deployment and a day's ups and downs: one node more of each kind, every node ended in good order and started anew, one after the
 * other, then down to one of each, which sends away everybody whom the others have, and up again.
 */
export function everyChange(cluster: Cluster, drainSeconds: number): Change[] {
  const of = (role: string) => cluster.processes().filter((one) => one.role === role).length;
  const [api, socket, worker] = [of('api'), of('socket'), of('media-worker')];
  const scale = (counts: { api: number; socket: number }): Change => ({
    name: `${counts.api} × api, ${counts.socket} × socket`,
    work: () => cluster.scale(counts),
    reloads: true,
  });
  const replace = (role: string, count: number): Change[] =>
    Array.from({ length: count }, (_, i) => ({
      name: `SIGTERM to ${role}-${i + 1}, which comes again`,
      work: () => cluster.restart(`${role}-${i + 1}`),
      ...(role === 'socket' ? { drainSeconds } : {}),
    }));
  return [
    scale({ api: api + 1, socket: socket + 1 }),
    ...replace('api', api + 1),
    ...replace('socket', socket + 1),
    ...replace('media-worker', worker),
    { ...scale({ api: 1, socket: 1 }), drainSeconds },
    scale({ api, socket }),
  ];
}
