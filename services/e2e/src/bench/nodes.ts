import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.js';
import { cpuBetween } from './harness/cpu.js';
import { connectPairs, type LoadFigures, measureLoad } from './harness/measure-load.js';
import { type Stack, startSamvad } from './harness/stack.js';
import { median, spread, sum } from './harness/stats.js';
import { withStack } from './harness/with-stack.js';

const pairs = 200;
/** Messages per second. */
const rate = 1_000;

interface NodeFigures extends LoadFigures {
  nodes: number;
  /** Packets that nodes received from other nodes over Redis, per message. */
  packets: number;
  /** CPU ms per second of all processes before the load, everybody connected. */
  idle: number;
}

/** The same load on more and more nodes: what a message costs must not depend on how many there are. */
export const nodes: Benchmark = {
  name: 'nodes',
  about: `CPU per message on 1, 2, 4 and 8 socket nodes at ${rate} msg/s, clients spread evenly`,
  seconds: { full: 660, quick: 75 },
  async run({ quick, say }) {
    const counts = quick ? [2, 8] : [1, 2, 4, 8];
    const all: NodeFigures[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      for (const count of counts) {
        // Each node gets as many messages to warm up on, however many share them.
        const warmSeconds = (quick ? 2 : 7.5) * Math.max(2, count);
        const figures = await measure(count, { rate, warmSeconds, seconds: quick ? 6 : 10 });
        say(`${count} nodes: ${figures.cpu.toFixed(0)} µs CPU per message, ${figures.packets.toFixed(2)} packets`);
        all.push(figures);
      }
    }
    const of = (count: number) => all.filter((one) => one.nodes === count);
    const ratio = (cost: (one: NodeFigures) => number) => {
      const two = of(2).map(cost);
      return median(of(8).map((one, round) => cost(one) / (two[round] ?? Number.NaN)));
    };
    // ms per second at `rate` messages per second, as µs per message
    const withoutIdle = ({ cpu, idle }: NodeFigures) => cpu - (idle * 1_000) / rate;
    return {
      tables: [
        {
          title: `nodes: ${rate} msg/s, ${pairs} pairs, every message from one node to the next; median (min–max)`,
          columns: [
            'nodes',
            'achieved/s',
            'CPU µs/msg',
            'all nodes',
            'redis',
            'postgres',
            'idle before, ms/s',
            'packets/msg',
            'deliver p99 ms',
            'others %',
          ],
          rows: counts.map((count) => {
            const figures = of(count);
            const show = (pick: (one: NodeFigures) => number, digits = 0) => spread(figures.map(pick), digits);
            return [
              String(count),
              show(({ achieved }) => achieved),
              show(({ cpu }) => cpu),
              show(({ cpuBy }) => sum(Object.values(cpuBy)) - (cpuBy.redis ?? 0) - (cpuBy.postgres ?? 0)),
              show(({ cpuBy }) => cpuBy.redis ?? 0),
              show(({ cpuBy }) => cpuBy.postgres ?? 0),
              show(({ idle }) => idle),
              show(({ packets }) => packets, 2),
              show(({ deliverMs }) => deliverMs.p99, 1),
              show(({ others }) => others),
            ];
          }),
          notes: [
            'A message concerns two nodes; packets beyond those with 2 nodes reach nodes that host nobody concerned.',
            'Batches get smaller as the same load is spread over more nodes; that is part of the figure.',
          ],
        },
      ],
      headlines: [
        {
          name: 'CPU per message, 8 nodes / 2 nodes',
          value: ratio(({ cpu }) => cpu),
          unit: '×',
          goal: '≤ 1.05, stretch 1.0',
        },
        { name: 'the same, less what idle nodes use', value: ratio(withoutIdle), unit: '×' },
      ],
      data: all,
    };
  },
};

function measure(count: number, load: Parameters<typeof measureLoad>[2]): Promise<NodeFigures> {
  return withStack(startSamvad({ nodes: count }), async (stack, generator) => {
    await connectPairs(stack, generator, pairs);
    const idle = await idleCpu(stack, 3);
    const before = await packetsAt(stack);
    const figures = await measureLoad(stack, generator, load);
    return { ...figures, nodes: count, idle, packets: ((await packetsAt(stack)) - before) / figures.total };
  });
}

async function packetsAt(stack: Stack): Promise<number> {
  return sum(await Promise.all(stack.nodes.map((node) => node.metric('samvad_fanout_packets_total'))));
}

/** CPU ms per second of all processes while nobody writes. */
async function idleCpu(stack: Stack, seconds: number): Promise<number> {
  const before = stack.cpu();
  await sleep(seconds * 1_000);
  return sum(Object.values(cpuBetween(before, stack.cpu()))) / 1_000 / seconds;
}
