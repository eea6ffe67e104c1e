import { type Chapter, type Check, Skipped } from './check.js';
import type { Crew } from './crew.js';
import { Desk, type Transport } from './desk.js';

export interface RunOptions {
  url: string;
  socketUrls: readonly string[];
  transports: readonly Transport[];
  crew: Crew;
  /** How many checks are under way at once: most of the time they wait. */
  concurrency: number;
}

export interface Result {
  /** The report's line without its verdict: `messages: the same …`. */
  line: string;
  outcome: 'ok' | 'failed' | 'skipped';
  /** Why, when it is not ok. */
  reason: string;
}

/** A check ends after (ms), whatever it waits for. */
const patience = 45_000;

/** Runs every check, over each transport if it uses the socket. `report` gets each result in the order of the chapters. */
export async function runChecks(
  chapters: readonly Chapter[],
  options: RunOptions,
  report: (result: Result) => void,
): Promise<Result[]> {
  const jobs = chapters.flatMap(({ name, checks }) =>
    options.transports.flatMap((transport, i) =>
      checks.filter(({ usesSocket }) => usesSocket || i === 0).map((check) => ({ chapter: name, check, transport })),
    ),
  );
  const results: (Result | undefined)[] = jobs.map(() => undefined);
  let next = 0;
  let told = 0;
  const work = async () => {
    for (;;) {
      const index = next++;
      const job = jobs[index];
      if (!job) return;
      const { chapter, check, transport } = job;
      const by = check.usesSocket && options.transports.length > 1 ? ` (${transport})` : '';
      results[index] = { line: `${chapter}${by}: ${check.name}`, ...(await runOne(check, transport, options)) };
      for (let result = results[told]; result; result = results[told]) {
        report(result);
        told += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return results as Result[];
}

async function runOne(check: Check, transport: Transport, options: RunOptions): Promise<Omit<Result, 'line'>> {
  const desk = new Desk(options.url, options.socketUrls, transport, options.crew);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${patience / 1_000} s`)), patience);
  });
  try {
    await Promise.race([check.run(desk), late]);
    const [fault] = desk.faults();
    if (fault) throw new Error(fault);
    desk.close(true);
    return { outcome: 'ok', reason: '' };
  } catch (error) {
    // What came wrong says more than what therefore did not come.
    const [fault] = desk.faults();
    desk.close(false);
    if (error instanceof Skipped) return { outcome: 'skipped', reason: error.message };
    return { outcome: 'failed', reason: fault ?? (error instanceof Error ? error.message : String(error)) };
  } finally {
    clearTimeout(timer);
  }
}
