#!/usr/bin/env node
/** `npm run scale`: changes how many nodes a running cluster has. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ClusterProcess, readClusterFile } from '../cluster/cluster-file.js';
import { REPOSITORY } from '../cluster/entries.js';
import type { Counts } from '../cluster/fleet.js';
import { askForCounts, LIMITS } from '../cluster/scale-file.js';
import { waitFor } from '../wait.js';
import { UsageError, wholeNumber } from './start-arguments.js';
import { complain, say, surviveClosedPipes } from './terminal.js';

const HELP = `Usage: npm run scale -- [options]

  --api N, --socket N, --worker N   how many nodes of each kind there shall be; what is not named stays
  --data DIR                        the data folder of the cluster (.data)

Returns when it is done. Nodes that go are taken out of nginx first, and finish what they have.
`;

/** Ending a socket node takes as long as its drain; starting one, up to a minute on a slow machine. */
const TIMEOUT_MS = 120_000;

surviveClosedPipes();
try {
  process.exitCode = await main();
} catch (error) {
  complain((error as Error).message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(): Promise<number> {
  const { wanted, data, help } = parse(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const clusterFile = join(data, 'cluster.json');
  const processes = (): readonly ClusterProcess[] => readClusterFile(clusterFile)?.processes ?? [];
  const isRunning = () => processes().some(({ role }) => role === 'supervisor');
  if (!isRunning()) throw new Error(`no cluster runs on ${data}`);
  const file = join(data, 'scale.json');
  askForCounts(file, wanted);
  const what = `the new numbers of nodes (see what npm start says, and ${join(data, 'logs')})`;
  await waitFor(() => !existsSync(file) || !isRunning(), { what, timeoutMs: TIMEOUT_MS });
  const count = (role: string) => processes().filter((one) => one.role === role).length;
  say(
    Object.keys(LIMITS)
      .map((role) => `${count(role)} × ${role}`)
      .join(', '),
  );
  const missed = Object.entries(wanted).filter(([role, number]) => count(role) !== number);
  if (missed.length > 0) throw new Error(`not what was asked for; npm start says why`);
  return 0;
}

function parse(args: string[]): { wanted: Partial<Counts>; data: string; help: boolean } {
  const text = { type: 'string' } as const;
  const help = { type: 'boolean', short: 'h', default: false } as const;
  let values: { api?: string; socket?: string; worker?: string; data?: string; help: boolean };
  try {
    values = parseArgs({ args, options: { api: text, socket: text, worker: text, data: text, help } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
  const counts = {
    api: wholeNumber('--api', values.api, ...LIMITS.api),
    socket: wholeNumber('--socket', values.socket, ...LIMITS.socket),
    'media-worker': wholeNumber('--worker', values.worker, ...LIMITS['media-worker']),
  };
  const wanted = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
  if (!values.help && Object.keys(wanted).length === 0) throw new UsageError(`nothing to change\n\n${HELP}`);
  return { wanted, data: resolve(values.data ?? `${REPOSITORY}.data`), help: values.help };
}
