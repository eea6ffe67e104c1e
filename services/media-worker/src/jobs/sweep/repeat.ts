import type { Core } from '@samvad/core';

/**
 * Does `work` at once and then every so many milliseconds, give or take a quarter, so that workers that were started
 * together do not sweep together. One run at a time; one that fails is logged, and tried again when its time comes. Returns
 * how to end it.
 */
export function repeat(name: string, every: number, work: () => Promise<unknown>, log: Core['log']): () => void {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const run = async () => {
    try {
      await work();
    } catch (error) {
      if (!ended) log.warn({ err: error }, `${name} failed`);
    }
    if (!ended) timer = setTimeout(run, every * (0.75 + Math.random() / 2));
  };
  void run();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
