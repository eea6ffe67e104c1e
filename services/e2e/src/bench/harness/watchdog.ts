/**
 * Outlives the benchmark by a moment: when its input closes, however the benchmark ended, it kills the process groups
 * whose leaders it was told (`+pid`, `-pid`, one a line) and that still run.
 */
import { createInterface } from 'node:readline';

const groups = new Set<number>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(pid);
  else groups.delete(pid);
}
for (const pid of groups) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
