import type { Logger } from 'pino';
import { type Config, readConfig } from './config.js';
import type { Core } from './context.js';
import { watchDrainRequests } from './drain-requests.js';
import { createLog } from './log.js';

export interface RunningNode {
  core: Core;
  /** Stops taking work, finishes what is under way, and resolves. */
  stop(): Promise<void>;
}

/** A drain that hangs must not hold a deployment up for ever. */
const stopDeadline = 25_000;

/** What `main` of every service does: reads the settings, and runs the node that `start` makes of them. */
export async function runService(start: (config: Config, log: Logger) => Promise<RunningNode>): Promise<void> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    // It names settings, never their values.
    return fail(createLog('info', process.env.NODE_NAME || 'node'), error);
  }
  const log = createLog(config.LOG_LEVEL, config.NODE_NAME);
  await runNode(log, () => start(config, log));
}

/**
 * Runs a node until SIGTERM, SIGINT or a request to drain it, then stops it and exits 0. An error that nobody caught is logged and ends the
 * process with 1: its supervisor starts a sound one.
 */
async function runNode(log: Logger, start: () => Promise<RunningNode>): Promise<void> {
  let stopping = false;
  process.on('uncaughtException', (error) => fail(log, error));
  process.on('unhandledRejection', (error) => {
    // A library's farewell that nobody answers is no reason to leave in disgrace.
    if (stopping) log.warn({ err: error }, 'failed while stopping');
    else fail(log, error);
  });
  let node: RunningNode;
  try {
    node = await start();
  } catch (error) {
    return fail(log, error);
  }
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => fail(log, new Error('the drain did not end in time')), stopDeadline).unref();
    node.stop().then(
      () => process.exit(0),
      (error) => fail(log, error),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  const { redis, config } = node.core;
  watchDrainRequests(redis, log, config.NODE_NAME, stop);
}

function fail(log: Logger, error: unknown): void {
  log.fatal({ err: error }, 'this node cannot go on');
  process.exit(1);
}
