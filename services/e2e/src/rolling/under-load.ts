import { setTimeout as sleep } from 'node:timers/promises';
import { Crowd } from './crowd.js';
import { Requests } from './requests.js';
import { joined, type Kind, type Summary, summary, Timings } from './timings.js';

/** Something that is done to a cluster while it is used. */
export interface Change {
  name: string;
  work(): Promise<void>;
  /** It ends nodes that people are connected to, who are to go one by one over so long (s). */
  drainSeconds?: number;
  /** It gives nginx another configuration, upon which nginx ends connections that it waits at. */
  reloads?: boolean;
}

export interface LoadOptions {
  url: string;
  customers: number;
  /** How often in each conversation something is written, in ms. */
  every: number;
  /** How long (ms) nothing is done, before and after. */
  calm: number;
  say: (line: string) => void;
}

export interface StepReport {
  name: string;
  seconds: number;
  /** Requests that failed, and such as went once more, over another connection. */
  failed: number;
  again: number;
  /** Connections that customers have lost. */
  losses: number;
  /** The most of them in one second. */
  mostInASecond: number;
  times: Record<Kind, Summary>;
}

export interface Report {
  messages: number;
  requests: number;
  steps: StepReport[];
  /** What took how long (ms) while nothing was done, and while something was. */
  calm: Record<Kind, Summary>;
  changing: Record<Kind, Summary>;
  /** Requests that failed, sends that were refused, what is lost, doubled, out of order, or not on a screen, nodes that all have left at once. */
  problems: string[];
}

/** Requests by hand at once, and the pause (ms) after each. */
const byHand = { width: 6, pause: 50 };

/** Has people use a cluster, does one change after the other to it, and judges what they have got. */
export async function underLoad(changes: readonly Change[], options: LoadOptions): Promise<Report> {
  const { url, customers, every, calm, say } = options;
  const timings = new Timings();
  say(`${customers} customers and their agents arrive`);
  const crowd = await Crowd.gather({ url, customers, every, timings });
  const requests = await Requests.prepare({ url, ...byHand, timings });
  try {
    crowd.start();
    requests.start();
    const steps: { report: StepReport; taken: ReturnType<Timings['take']>; isCalm: boolean }[] = [];
    const step = async (name: string, work: () => Promise<unknown>, isCalm = false) => {
      say(name);
      const began = performance.now();
      const before = { failed: requests.failures.length, again: requests.again };
      crowd.losses.length = 0;
      timings.take();
      await work();
      const taken = timings.take();
      const losses = crowd.losses.filter(({ isCustomer }) => isCustomer).map(({ at }) => at);
      const report: StepReport = {
        name,
        seconds: (performance.now() - began) / 1_000,
        failed: requests.failures.length - before.failed,
        again: requests.again - before.again,
        losses: losses.length,
        mostInASecond: mostInASecond(losses),
        times: summaries(taken),
      };
      steps.push({ report, taken, isCalm });
      return report;
    };
    const rest = (name: string) => step(name, () => sleep(calm), true);
    const problems: string[] = [];
    // The first seconds make connections, and compile.
    await sleep(calm / 2);
    await rest('nothing is done');
    for (const { name, work, drainSeconds, reloads } of changes) {
      const report = await step(name, async () => {
        await work();
        await crowd.level();
      });
      if (report.again > 0 && !reloads) problems.push(`${name}: ${report.again} kept connections were ended`);
      if (drainSeconds !== undefined) problems.push(...notOneByOne(report, drainSeconds));
    }
    await rest('nothing is done, once more');
    await requests.stop();
    await crowd.stop();
    say('what is stored, and on every screen');
    problems.push(...requests.failures, ...crowd.refused);
    problems.push(...(await crowd.verify()), ...(await requests.verify()));
    const together = (wanted: boolean) =>
      summaries(joined(steps.filter(({ isCalm }) => isCalm === wanted).map(({ taken }) => taken)));
    return {
      messages: crowd.sent,
      requests: requests.count,
      steps: steps.map(({ report }) => report),
      ...{ calm: together(true), changing: together(false) },
      problems,
    };
  } finally {
    crowd.close();
    requests.close();
  }
}

const summaries = ({ sends, deliveries, requests }: Record<Kind, number[]>): Record<Kind, Summary> => ({
  ...{ sends: summary(sends), deliveries: summary(deliveries), requests: summary(requests) },
});

/** A drain that was none: more than three times as many in one second as would go if all went evenly. */
function notOneByOne({ name, losses, mostInASecond }: StepReport, drainSeconds: number): string[] {
  if (losses === 0) return [`${name}: nobody was connected to it`];
  const most = Math.ceil((3 * losses) / drainSeconds) + 3;
  return mostInASecond <= most ? [] : [`${name}: ${mostInASecond} of ${losses} connections ended within a second`];
}

function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last += 1) {
    while ((sorted[last] as number) - (sorted[first] as number) >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
