import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Benchmark } from './benchmark.js';
import { residentBytes } from './harness/cpu.js';
import { makeConversations, makePeople } from './harness/people.js';
import { topFunctions } from './harness/profile.js';
import { type Stack, startSamvad } from './harness/stack.js';
import { median, sum } from './harness/stats.js';
import { withStack } from './harness/with-stack.js';
import { Generator } from './load/generator.js';

const steps = [1_000, 10_000];
/** Connections that come and go first, so that compiled code and warm pools are not taken for memory of connections. */
const rehearsal = 500;
/** Each loopback address has some 28 thousand ports to connect from. */
const perAddress = 20_000;

interface Reading {
  connections: number;
  /** Bytes of the socket node: resident, JavaScript heap in use, and buffers beside the heap. */
  resident: number;
  heap: number;
  external: number;
  /** Bytes in use by Redis. */
  redis: number;
  /** CPU ms per second while nothing happens. */
  node: number;
  others: number;
}

/**
 * What people cost who are connected, signed in and tracked as present, each with a conversation, and do nothing. Plain
 * production flags: garbage that V8 has not seen fit to collect counts.
 */
export const idle: Benchmark = {
  name: 'idle',
  about: 'memory per idle connection at 1,000 and 10,000 on one node, its CPU, and memory of Redis',
  seconds: { full: 200, quick: 75 },
  async run({ quick, say, profileDir }) {
    const work = async (stack: Stack, generator: Generator) => {
      const clients = await makeClients(stack, Math.max(...steps) + rehearsal);
      const perSecond = quick ? 800 : 500;
      const first = new Generator();
      await first.ask('idle', { clients: clients.slice(-rehearsal), perSecond }).finally(() => first.stop());
      await sleep(quick ? 5_000 : 20_000);
      const none = await read(stack, 0, quick);
      const readings: Reading[] = [];
      for (const [i, connections] of steps.entries()) {
        await generator.ask('idle', { clients: clients.slice(steps[i - 1] ?? 0, connections), perSecond });
        await sleep(quick ? 5_000 : 30_000);
        readings.push(await read(stack, connections, quick));
        say(`${connections} connections: ${describe(none, readings.at(-1) as Reading)}`);
      }
      const lost = await generator.ask('idleLost', undefined);
      const open = await stack.nodeFor(0).metric('samvad_connections');
      if (lost > 0 || open !== Math.max(...steps)) throw new Error(`${lost} connections were lost, ${open} are open`);
      if (profileDir) await stack.nodeFor(0).stop();
      return report(none, readings);
    };
    const result = await withStack(startSamvad({ nodes: 1, profileDir }), work, { kill: true });
    if (!profileDir) return result;
    return { ...result, tables: [...result.tables, topFunctions(profileDir, 'socket-1', 25)] };
  },
};

async function makeClients(stack: Stack, count: number) {
  const customers = await makePeople(stack.pool, 'User', count);
  await makeConversations(stack.pool, customers, await makePeople(stack.pool, 'Support', 100));
  const { port } = stack.nodeFor(0);
  return customers.map(({ token }, i) => ({ port, token, from: `127.0.0.${1 + Math.floor(i / perAddress)}` }));
}

async function read(stack: Stack, connections: number, quick: boolean): Promise<Reading> {
  const node = stack.nodeFor(0);
  const seconds = quick ? 5 : 30;
  const before = stack.cpu();
  const resident: number[] = [];
  for (let i = 0; i < seconds; i += 1) {
    await sleep(1_000);
    resident.push(residentBytes(node.pid));
  }
  const after = stack.cpu();
  const used = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) / 1_000 / seconds;
  return {
    connections,
    resident: median(resident),
    heap: await node.metric('samvad_nodejs_heap_size_used_bytes'),
    external: await node.metric('samvad_nodejs_external_memory_bytes'),
    redis: await redisBytes(stack.servers.redis.url),
    node: used(node.name),
    others: sum(Object.keys(after).map(used)) - used(node.name),
  };
}

async function redisBytes(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  } finally {
    redis.disconnect();
  }
}

const each = (none: Reading, some: Reading, what: 'resident' | 'heap' | 'external' | 'redis') =>
  (some[what] - none[what]) / (some.connections - none.connections) / 1024;

function describe(none: Reading, some: Reading): string {
  return `${each(none, some, 'resident').toFixed(1)} KB each, ${some.node.toFixed(1)} ms CPU/s`;
}

function report(none: Reading, readings: Reading[]) {
  const most = readings.at(-1) as Reading;
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  return {
    tables: [
      {
        title: 'idle: one socket node; per connection = (with N − with none) / N',
        columns: [
          'connections',
          'RSS MB',
          'RSS KB each',
          'heap KB each',
          'external KB each',
          'Redis KB each',
          'node CPU ms/s',
          'redis+pg CPU ms/s',
        ],
        rows: [none, ...readings].map((one) => [
          String(one.connections),
          megabytes(one.resident),
          ...(['resident', 'heap', 'external', 'redis'] as const).map((what) =>
            one === none ? '–' : each(none, one, what).toFixed(1),
          ),
          one.node.toFixed(1),
          one.others.toFixed(1),
        ]),
      },
    ],
    headlines: [
      {
        name: `memory per idle connection at ${most.connections}`,
        value: each(none, most, 'resident'),
        unit: 'KB',
        goal: '≤ 18, stretch 12',
      },
      { name: `Redis memory per idle connection at ${most.connections}`, value: each(none, most, 'redis'), unit: 'KB' },
      { name: `CPU of the node with ${most.connections} idle connections`, value: most.node, unit: 'ms per s' },
    ],
    data: { none, readings },
  };
}
