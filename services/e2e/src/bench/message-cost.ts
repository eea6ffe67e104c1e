import type { BenchContext, Benchmark, BenchResult, Headline } from './benchmark.js';
import { connectPairs, type LoadFigures, measureLoad } from './harness/measure-load.js';
import { topFunctions } from './harness/profile.js';
import { type Stack, startSamvad, startStock } from './harness/stack.js';
import { median, spread } from './harness/stats.js';
import type { Table } from './harness/table.js';
import { Generator } from './load/generator.js';

const pairs = 200;
/** What "holds the load" means: deliver p99 in ms, and how much of what was offered arrives. */
const deliverLimit = 50;
const leastAchieved = 0.95;

interface Side {
  stack: Stack;
  generator: Generator;
  loads: number[];
  figures: LoadFigures[];
  /** Why this stack is not asked for more: a message was lost, doubled or out of order. */
  failure?: string;
}

/**
 * CPU per persisted, acknowledged and delivered 1:1 message over all server processes, on two nodes with every message
 * going from one to the other; taken in turns with the stock reference, load by load.
 */
export const messageCost: Benchmark = {
  name: 'message-cost',
  about: 'CPU per message, latency, and the highest load with deliver p99 < 50 ms; against a stock socket.io chat',
  seconds: { full: 960, quick: 110 },
  async run(context) {
    const { quick, profileDir } = context;
    const samvad = await prepare(
      context,
      startSamvad,
      quick ? [500, 1500, 2500, 3000, 3500] : [500, 1500, 2500, 3000, 3500, 4000, 5000],
      profileDir,
    );
    const sides = [samvad];
    try {
      // A profile slows its node down: then nothing is compared.
      if (!profileDir)
        sides.push(await prepare(context, startStock, quick ? [250, 500, 1000] : [250, 500, 750, 1000, 1500]));
      await climb(context, sides);
    } finally {
      await Promise.all(sides.map(close));
    }
    const result = report(sides);
    if (profileDir) result.tables.push(topFunctions(profileDir, 'socket-1', 25));
    return result;
  },
};

async function prepare(
  { say }: BenchContext,
  start: typeof startSamvad,
  loads: number[],
  profileDir?: string,
): Promise<Side> {
  const stack = await start({ nodes: 2, profileDir });
  const generator = new Generator();
  say(`${stack.name}: connecting ${pairs} pairs`);
  const side = { stack, generator, loads, figures: [] };
  await connectPairs(stack, generator, pairs).catch(async (error) => {
    await close(side);
    throw error;
  });
  return side;
}

async function close({ stack, generator }: Side): Promise<void> {
  await generator.stop();
  await stack.stop();
}

/** Load by load, in rounds of A B A B. A stack that did not hold a load is not asked for more. */
async function climb({ quick, say }: BenchContext, sides: Side[]): Promise<void> {
  const rounds = quick ? 1 : 3;
  const steps = Math.max(...sides.map(({ loads }) => loads.length));
  for (let step = 0; step < steps; step += 1) {
    for (let round = 0; round < rounds; round += 1) {
      for (const side of sides) {
        const rate = side.loads[step];
        if (rate === undefined || side.failure || !mayGoOn(side, side.loads[step - 1])) continue;
        // Warm code stays warm: only the first round of a load warms up in full.
        const warmSeconds = quick ? 5 : round === 0 ? 15 : 3;
        try {
          const options = { rate, warmSeconds, seconds: quick ? 6 : 10 };
          const figures = await measureLoad(side.stack, side.generator, options);
          side.figures.push(figures);
          say(describe(figures));
        } catch (error) {
          side.failure = `at ${rate}/s ${error instanceof Error ? error.message : String(error)}`;
          say(side.failure.split('\n', 1)[0] ?? '');
        }
      }
    }
  }
}

const at = ({ figures }: Side, rate: number) => figures.filter(({ offered }) => offered === rate);
const middle = (figures: LoadFigures[], pick: (one: LoadFigures) => number) => median(figures.map(pick));

/** What is offered arrives, at whatever latency. */
function sustains(side: Side, rate: number): boolean {
  const figures = at(side, rate);
  if (figures.length === 0 || figures.some(({ overloaded }) => overloaded)) return false;
  return middle(figures, ({ achieved }) => achieved) >= rate * leastAchieved;
}

const holds = (side: Side, rate: number) =>
  sustains(side, rate) && middle(at(side, rate), ({ deliverMs }) => deliverMs.p99) < deliverLimit;

/** A stack that did not sustain a load is not asked for more. */
const mayGoOn = (side: Side, before: number | undefined) => before === undefined || sustains(side, before);

function describe({ stack, offered, achieved, cpu, deliverMs }: LoadFigures): string {
  return `${stack} at ${offered}/s: ${achieved.toFixed(0)}/s, ${cpu.toFixed(0)} µs CPU each, deliver p99 ${deliverMs.p99.toFixed(1)} ms`;
}

function report(sides: Side[]): BenchResult {
  const headlines: Headline[] = [];
  const best = sides.map((side) => {
    const most = (loads: number[]) => Math.max(0, ...loads);
    const sustained = most(side.loads.filter((load) => sustains(side, load)));
    const held = most(side.loads.filter((load) => holds(side, load)));
    return { side, held, sustained, figures: at(side, sustained), low: at(side, 500) };
  });
  for (const { side, held, sustained, figures, low } of best) {
    const { name } = side.stack;
    const goal = (text: string) => (name === 'samvad' ? { goal: text } : {});
    const cost = (of: LoadFigures[]) => middle(of, ({ cpu }) => cpu);
    const add = (what: string, value: number, unit: string, extra = {}) =>
      headlines.push({ name: `${name}: ${what}`, value, unit, ...extra });
    add(`highest load with deliver p99 < ${deliverLimit} ms`, held, 'msg/s', goal('≥ 3,000, stretch 5,000'));
    add('CPU per message at that load', cost(at(side, held)), 'µs', goal('≤ 250, stretch 180'));
    add('highest load sustained, at any latency', sustained, 'msg/s');
    add('CPU per message at that load', cost(figures), 'µs');
    add('CPU per message at 500/s', cost(low), 'µs');
  }
  const [ours, theirs] = best;
  if (ours && theirs) {
    const ratios = theirs.low.map(({ cpu }, round) => cpu / (ours.low[round]?.cpu ?? Number.NaN));
    headlines.push({
      name: 'stock / samvad: CPU per message at 500/s, pair by pair',
      value: median(ratios),
      unit: '×',
    });
    headlines.push({
      name: 'stock / samvad: CPU per message, each at the highest load it sustains',
      value: middle(theirs.figures, ({ cpu }) => cpu) / middle(ours.figures, ({ cpu }) => cpu),
      unit: '×',
    });
  }
  const failures = sides.flatMap(({ failure }) => failure ?? []);
  return { tables: sides.map(table), headlines, failures, data: sides.flatMap(({ figures }) => figures) };
}

function table(side: Side): Table {
  const names = [...new Set(side.figures.flatMap(({ cpuBy }) => Object.keys(cpuBy)))];
  return {
    notes: ['others %: what everything else on this machine took of its cores meanwhile'],
    title: `message-cost: ${side.stack.name}, 2 nodes, ${pairs} pairs; median (min–max) of the rounds`,
    columns: [
      'offered/s',
      'achieved/s',
      'CPU µs/msg',
      ...names,
      'ack p50 ms',
      'ack p99',
      'deliver p50',
      'deliver p99',
      'gen. lag p99',
      'gen. µs/msg',
      'others %',
      'out of order',
      'holds',
    ],
    rows: side.loads
      .filter((rate) => at(side, rate).length > 0)
      .map((rate) => {
        const figures = at(side, rate);
        const of = (pick: (one: LoadFigures) => number, digits = 0) => spread(figures.map(pick), digits);
        return [
          String(rate),
          of(({ achieved }) => achieved),
          of(({ cpu }) => cpu),
          ...names.map((name) => String(Math.round(middle(figures, ({ cpuBy }) => cpuBy[name] ?? 0)))),
          of(({ ackMs }) => ackMs.p50, 1),
          of(({ ackMs }) => ackMs.p99, 1),
          of(({ deliverMs }) => deliverMs.p50, 1),
          of(({ deliverMs }) => deliverMs.p99, 1),
          of(({ lateMs }) => lateMs, 1),
          of(({ generatorCpu }) => generatorCpu),
          of(({ others }) => others),
          of(({ outOfOrder }) => outOfOrder),
          holds(side, rate) ? 'yes' : figures.some(({ overloaded }) => overloaded) ? 'overloaded' : 'no',
        ];
      }),
  };
}
