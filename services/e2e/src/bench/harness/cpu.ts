import { readdirSync, readFileSync } from 'node:fs';

/** The kernel reports CPU time in ticks of 10 ms (USER_HZ is 100 on every Linux that Node runs on). */
const tickMicroseconds = 10_000;

/** CPU time by name of process, in µs since each began. */
export type CpuReading = Record<string, number>;

interface Stat {
  pid: number;
  parent: number;
  /** Own user and system time and that of children that have ended and been waited for, in ticks. */
  ticks: number;
}

/**
 * User and system time of each process in `roots` together with all its descendants, living and ended, in µs.
 *
 * What an ended child used moves into its parent's account when it is waited for, so nothing is counted twice or lost.
 * Each process is exact to 10 ms.
 */
export function readCpu(roots: Record<string, number>): CpuReading {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const children = new Map<number, Stat[]>();
  for (const stat of stats) {
    const siblings = children.get(stat.parent);
    if (siblings) siblings.push(stat);
    else children.set(stat.parent, [stat]);
  }
  const byPid = new Map(stats.map((stat) => [stat.pid, stat]));
  const ticksOf = (pid: number): number =>
    (byPid.get(pid)?.ticks ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + ticksOf(child.pid), 0);
  return Object.fromEntries(
    Object.entries(roots).map(([name, pid]) => {
      if (!byPid.has(pid)) throw new Error(`${name} (pid ${pid}) is not running any more`);
      return [name, ticksOf(pid) * tickMicroseconds];
    }),
  );
}

/** What was used between two readings, in µs. */
export function cpuBetween(before: CpuReading, after: CpuReading): CpuReading {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}

/** Resident memory of one process, in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no resident memory`);
  return Number(kilobytes) * 1024;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in parentheses may hold anything: fields are counted from behind it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { pid, parent: fields[1] ?? 0, ticks: utime + stime + cutime + cstime };
  } catch {
    return undefined;
  }
}

/** CPU time of the whole machine so far, all cores and everybody's processes, in µs. */
export function machineCpu(): number {
  const all = readFileSync('/proc/stat', 'utf8').split('\n', 1).join();
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = all.split(/\s+/).map(Number);
  return (user + nice + system + irq + softirq + steal) * tickMicroseconds;
}
