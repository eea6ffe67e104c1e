import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.js';
import { cpuBetween } from './harness/cpu.js';
import { connectPairs, type LoadFigures, measureLoad } from './harness/measure-load.js';
import { type Stack, startSamvad } from './harness/stack.js';
import { median, spread, sum } from './harness/stats.js';
import { withStack } from './harness/with-stack.js';

const pairs = 200;
/**
 * Messages per second. At the first every message is a batch of its own on any number of nodes: what differs is what nodes
 * cost each other. At the second the batches of few nodes are larger than those of many: what differs is mostly that. Eight
 * nodes at the second do each as much as two at the first.
 */
const rates = [250, 1_000] as const;
/**
 * Compiled code first: V8 takes tens of thousands of calls until it has optimised a road as long as a message's, and a node
 * that gets a quarter of the load would be compared cold with one that is warm (1.5 × where 1.1 × is true).
 */
const warmRate = 3_000;
const warmMessagesPerNode = 15_000;

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
  about: `CPU per message on 1, 2, 4 and 8 socket nodes at ${rates.join(' and ')} msg/s, clients spread evenly`,
  seconds: { full: 660, quick: 120 },
  async run({ quick, say }) {
    const counts = quick ? [2, 8] : [1, 2, 4, 8];
    const all: NodeFigures[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      for (const count of counts) {
        const warmSeconds = (count * warmMessagesPerNode) / warmRate;
        for (const figures of await measure(count, warmSeconds, quick ? 8 : 10)) {
          const { offered, cpu, packets } = figures;
          say(`${count} nodes at ${offered}/s: ${cpu.toFixed(0)} µs CPU per message, ${packets.toFixed(2)} packets`);
          all.push(figures);
        }
      }
    }
    const of = (count: number, rate: number) => all.filter((one) => one.nodes === count && one.offered === rate);
    const ratio = (rate: number, cost: (one: NodeFigures) => number) => {
      const two = of(2, rate).map(cost);
      return median(of(8, rate).map((one, round) => cost(one) / (two[round] ?? Number.NaN)));
    };
    const equalWork = median(
      of(8, rates[1]).map(({ cpu }, round) => cpu / (of(2, rates[0])[round]?.cpu ?? Number.NaN)),
    );
    // ms per second at that many messages per second, as µs per message
    const withoutIdle = ({ cpu, idle, offered }: NodeFigures) => cpu - (idle * 1_000) / offered;
    return {
      tables: [
        {
          title: `nodes: ${pairs} pairs, every message from one node to the next; median (min–max)`,
          columns: [
            'offered/s',
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
          rows: rates
            .flatMap((rate) => counts.map((count) => [rate, count] as const))
            .map(([rate, count]) => {
              const figures = of(count, rate);
              const show = (pick: (one: NodeFigures) => number, digits = 0) => spread(figures.map(pick), digits);
              return [
                String(rate),
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
        ...rates.flatMap((rate) => [
          {
            name: `CPU per message at ${rate}/s, 8 nodes / 2 nodes`,
            value: ratio(rate, ({ cpu }) => cpu),
            unit: '×',
            goal: '≤ 1.05, stretch 1.0',
          },
          { name: 'the same, less what idle nodes use', value: ratio(rate, withoutIdle), unit: '×' },
        ]),
        {
          name: `CPU per message, 8 nodes at ${rates[1]}/s / 2 nodes at ${rates[0]}/s: the same work for each node`,
          value: equalWork,
          unit: '×',
        },
      ],
      data: all,
    };
  },
};

function measure(count: number, warmSeconds: number, seconds: number): Promise<NodeFigures[]> {
  return withStack(startSamvad({ nodes: count }), async (stack, generator) => {
    await connectPairs(stack, generator, pairs);
    const idle = await idleCpu(stack, 3);
    await measureLoad(stack, generator, { rate: warmRate, warmSeconds, seconds: 1 });
    const all: NodeFigures[] = [];
    for (const rate of rates) {
      const before = await packetsAt(stack);
      const figures = await measureLoad(stack, generator, { rate, warmSeconds: 2, seconds });
      all.push({ ...figures, nodes: count, idle, packets: ((await packetsAt(stack)) - before) / figures.total });
    }
    return all;
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
