#!/usr/bin/env node
/** `npm start`: a whole Samvad on this machine until Ctrl-C. */
import { relative } from 'node:path';
import { type Cluster, startCluster } from '../cluster/start-cluster.js';
import { ensureTools } from '../tools.js';
import { HELP, parseStartArguments, type StartArguments, UsageError } from './start-arguments.js';
import { complain, say, sayDemoAccounts, sayStep, style, surviveClosedPipes } from './terminal.js';

surviveClosedPipes();

const starting = new AbortController();
let cluster: Cluster | undefined;
let interrupts = 0;
let lastInterruptAt = 0;

/** `npm start` passes on the Ctrl-C that the terminal has sent us already: that is one wish, not two. */
const SAME_INTERRUPT_MS = 400;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupt());

try {
  const options = parseStartArguments(process.argv.slice(2), process.env);
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  if (!starting.signal.aborted) {
    complain((error as Error).message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

async function run(options: StartArguments): Promise<void> {
  await ensureTools(options.redisUrl ? ['nginx', 'ffmpeg'] : ['redis-server', 'nginx', 'ffmpeg'], say);
  const demo = process.env.NODE_ENV !== 'production';
  say(style('bold', 'Starting Samvad'));
  const log = (line: string, ms?: number) => (ms === undefined ? say(`  ${line}`) : sayStep(line, ms));
  cluster = await startCluster({ ...options, demo, log, signal: starting.signal });
  if (demo) sayDemoAccounts();
  say(
    `\n  ${style('dim', `state and logs in ${relative(process.cwd(), options.dataDir) || '.'}; Ctrl-C stops everything`)}\n`,
  );
  say(`ready ${cluster.url}`);
}

/** The first one stops in good order, a second one at once; a third leaves the rest to the reaper. */
async function interrupt(): Promise<void> {
  const sincePrevious = performance.now() - lastInterruptAt;
  if (interrupts > 0 && sincePrevious < SAME_INTERRUPT_MS) return;
  lastInterruptAt = performance.now();
  interrupts++;
  if (interrupts > 2) process.exit(130);
  if (!cluster) {
    if (starting.signal.aborted) process.exit(130);
    say('\nStopping …');
    starting.abort(new Error('interrupted'));
    return;
  }
  if (interrupts === 1) say('\nStopping …');
  await cluster.stop({ fast: interrupts > 1 });
  // Whatever a library may still have open, everything of ours has ended.
  process.exit(0);
}
