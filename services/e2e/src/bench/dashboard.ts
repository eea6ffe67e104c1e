import { startCluster } from '@samvad/infra';
import { temporaryDir } from '@samvad/infra/testing';
import type { Browser } from 'playwright-core';
import { DeskScreen } from '../browser/desk-screen.js';
import { launchBrowser } from '../browser/launch-browser.js';
import { MessengerScreen } from '../browser/messenger-screen.js';
import type { BenchContext, Benchmark } from './benchmark.js';
import { conversations, fillDesk, longHistory } from './dashboard/fill-desk.js';
import { type Arrival, type Face, measureArrival } from './dashboard/interactive.js';
import { type Frames, measureScrolling } from './dashboard/scrolling.js';
import { median, percentile } from './harness/stats.js';

const password = 'demo-pass-2468';
const agent = '+919800000001';
const customer = '+919800000101';

/** The dashboard and the messenger in a real browser, served as built. */
export const dashboard: Benchmark = {
  name: 'dashboard',
  about: 'in Chromium: until one can use it over slow 4G; scrolling 10,000 conversations and 20,000 messages',
  seconds: { full: 420, quick: 190 },
  async run(context) {
    const dir = temporaryDir('bench-dashboard');
    const cluster = await startCluster({ dataDir: dir.path, api: 1, socket: 1, demo: true });
    const browser = await launchBrowser();
    try {
      const arrivals = await measureArrivals(browser, cluster.url, context);
      context.say(`inserting ${conversations} conversations, one of them with ${longHistory} messages`);
      await fillDesk(cluster.databaseUrl, agent);
      const scrolling = await scrollingOf(browser, cluster.url, context);
      return {
        tables: [arrivals.table, scrolling.table],
        headlines: [...arrivals.headlines, ...scrolling.headlines],
        failures: scrolling.failures,
        data: { arrivals: arrivals.data, scrolling: scrolling.data },
      };
    } finally {
      await browser.close();
      await cluster.stop();
      dir.remove();
    }
  },
};

async function measureArrivals(browser: Browser, url: string, { quick, say }: BenchContext) {
  const signedIn = async (how: 'desk' | 'messenger') => {
    const context = await browser.newContext({ baseURL: url });
    const page = await context.newPage();
    if (how === 'desk') await new DeskScreen(page).logIn(agent, password);
    else await new MessengerScreen(page).logIn(customer, password);
    const storage = await context.storageState();
    await context.close();
    return storage;
  };
  const faces: Face[] = [
    { name: '/, signed out', path: '/', wanted: 'input[name="phone"]' },
    { name: '/, signed in', path: '/', wanted: '[aria-label="Conversations"] a', storage: await signedIn('desk') },
    { name: '/chat, signed out', path: '/chat', wanted: 'form' },
    { name: '/chat, signed in', path: '/chat', wanted: 'textarea', storage: await signedIn('messenger') },
  ];
  const rows: string[][] = [];
  const data: Record<string, unknown> = {};
  const headlines = [];
  for (const face of faces) {
    for (const slowdown of [1, 4]) {
      const visits: { first: Arrival; again: Arrival }[] = [];
      for (let i = 0; i < (quick ? 3 : 7); i += 1) visits.push(await measureArrival(browser, url, face, slowdown));
      const of = (visit: 'first' | 'again', what: keyof Arrival) => median(visits.map((one) => one[visit][what]));
      const figures = [
        of('first', 'shown'),
        of('first', 'interactive'),
        of('again', 'shown'),
        of('again', 'interactive'),
      ];
      say(`${face.name}, processor ${slowdown} × slower: ${figures.map((one) => one.toFixed(0)).join(', ')} ms`);
      rows.push([`${face.name}, CPU ${slowdown} ×`, ...figures.map((one) => one.toFixed(0))]);
      data[`${face.name} ${slowdown}x`] = visits;
      if (slowdown === 1)
        headlines.push({
          name: `${face.name}: interactive over slow 4G`,
          value: of('first', 'interactive') / 1_000,
          unit: 's',
          goal: '2 s',
        });
    }
  }
  return {
    table: {
      title: 'dashboard: slow 4G (1.6 Mbit/s down, 0.75 up, 150 ms); median ms',
      columns: ['page', 'first: shown', 'interactive', 'again: shown', 'interactive'],
      rows,
      notes: [
        'CPU n ×: the processor slowed down n times, as the developer tools do; 4 × stands for a cheap phone',
        'again: a second visit of the same browser',
      ],
    },
    headlines,
    data,
  };
}

async function scrollingOf(browser: Browser, url: string, context: BenchContext) {
  const runs = await measureScrolling(browser, url, { phone: agent, password, ...context });
  const late = (times: number[], than: number) => (100 * times.filter((time) => time > than).length) / times.length;
  const row = ({ name, frames }: { name: string; frames: Frames }) => [
    name,
    String(frames.times.length),
    frames.travelled.toFixed(0),
    ...[50, 95, 99, 100].map((p) => percentile(frames.times, p).toFixed(1)),
    late(frames.times, 25).toFixed(1),
    String(frames.longTasks.length),
  ];
  return {
    table: {
      title: `dashboard: scrolling ${conversations} conversations and a history of ${longHistory} messages; ms per frame`,
      columns: ['what', 'frames', 'pixels', 'p50', 'p95', 'p99', 'max', '% dropped', 'long tasks'],
      rows: runs.map(row),
      notes: [
        'dropped: the frame came more than 25 ms after the one before; long tasks: of 50 ms or more',
        'plain rows: a page of nothing but text, scrolled the same way, is the noise of this machine',
      ],
    },
    headlines: runs.map(({ name, frames }) => ({
      name: `${name}: dropped frames`,
      value: late(frames.times, 25),
      unit: '%',
    })),
    failures: runs.flatMap(({ name, frames }) => (frames.travelled === 0 ? [`${name}: nothing scrolled`] : [])),
    data: runs,
  };
}
