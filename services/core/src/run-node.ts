import type { Logger } from 'pino';

export interface RunningNode {
  /** Stops taking work, finishes what is under way, and resolves. */
  stop(): Promise<void>;
}

/** A drain that hangs must not hold a deployment up for ever. */
const stopDeadline = 25_000;

/**
 * Runs a node until SIGTERM or SIGINT, then stops it and exits 0. An error that nobody caught is logged and ends the
 * process with 1: its supervisor starts a sound one.
 */
export async function runNode(log: Logger, start: () => Promise<RunningNode>): Promise<void> {
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
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => fail(log, new Error('the drain did not end in time')), stopDeadline).unref();
      node.stop().then(
        () => process.exit(0),
        (error) => fail(log, error),
      );
    });
  }
}

function fail(log: Logger, error: unknown): void {
  log.fatal({ err: error }, 'this node cannot go on');
  process.exit(1);
}
