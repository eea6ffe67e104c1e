import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadVerdict, Pair } from '../load/commands.js';
import type { Generator } from '../load/generator.js';
import { type CpuReading, cpuBetween, machineCpu } from './cpu.js';
import { makeConversations, makePeople } from './people.js';
import type { SocketNode } from './socket-node.js';
import type { Stack } from './stack.js';
import { percentile, sum } from './stats.js';

/** What one stretch of constant load cost. */
export interface LoadFigures {
  stack: string;
  /** Messages per second asked for, and delivered. */
  offered: number;
  achieved: number;
  messages: number;
  /** Messages of the whole run, warm-up and the end included. */
  total: number;
  /** CPU µs per message: all server processes, and each. */
  cpu: number;
  cpuBy: CpuReading;
  /** CPU µs per message of the load generator, which is not part of `cpu`. */
  generatorCpu: number;
  ackMs: { p50: number; p99: number };
  deliverMs: { p50: number; p99: number };
  /** How late the generator itself was, p99 in ms: latencies mean little when this is large. */
  lateMs: number;
  /** What everything else on this machine took of all cores meanwhile, in %: the more, the less the figures are worth. */
  others: number;
  refused: number;
  outOfOrder: number;
  overloaded: boolean;
}

export interface LoadOptions {
  /** Messages per second. */
  rate: number;
  /** The same load before the measurement. */
  warmSeconds: number;
  seconds: number;
}

/** How long what is under way may take to arrive after the last send, in ms. */
const drainPatience = 45_000;

/**
 * Offers a constant load and takes its cost while it lasts.
 *
 * @throws when any message was lost, doubled, numbered wrongly, or is not in Postgres; out of order also, unless `stack`
 * is the stock one
 */
export async function measureLoad(stack: Stack, generator: Generator, options: LoadOptions): Promise<LoadFigures> {
  const { rate, warmSeconds, seconds } = options;
  await generator.ask('start', { rate });
  await sleep(warmSeconds * 1000);
  const cpuBefore = stack.cpu();
  const machineBefore = machineCpu();
  const [first, began] = [await generator.ask('mark', undefined), performance.now()];
  await sleep(seconds * 1000);
  const cpuAfter = stack.cpu();
  const machineUsed = machineCpu() - machineBefore;
  const [counts, ended] = [await generator.ask('mark', undefined), performance.now()];
  const verdict = await generator.ask('stop', { patience: drainPatience });
  await check(stack, verdict);

  const used = cpuBetween(cpuBefore, cpuAfter);
  const serverCpu = sum(Object.values(used));
  const generatorCpu = counts.cpu - first.cpu;
  const each = (value: number) => value / counts.delivered;
  const tails = (ms: Float64Array) => ({ p50: percentile(ms, 50), p99: percentile(ms, 99) });
  return {
    stack: stack.name,
    offered: rate,
    achieved: counts.delivered / ((ended - began) / 1000),
    messages: counts.delivered,
    total: verdict.arrived,
    cpu: each(serverCpu),
    cpuBy: Object.fromEntries(Object.entries(used).map(([name, value]) => [name, each(value)])),
    generatorCpu: each(generatorCpu),
    ackMs: tails(counts.ackMs),
    deliverMs: tails(counts.deliverMs),
    lateMs: percentile(counts.lateMs, 99),
    others: ((machineUsed - serverCpu - generatorCpu) / (seconds * 1e6 * availableParallelism())) * 100,
    refused: verdict.refused,
    outOfOrder: verdict.outOfOrder,
    overloaded: verdict.overloaded || verdict.refused > 0,
  };
}

/**
 * Makes `count` pairs and brings them into their rooms: customers spread over the nodes, each agent on the node after
 * its customer's, so that with two nodes or more every message crosses from one to another.
 */
export async function connectPairs(stack: Stack, generator: Generator, count: number, perSecond = 400): Promise<void> {
  const customers = await makePeople(stack.pool, 'User', count);
  const agents = await makePeople(stack.pool, 'Support', count);
  const conversations = await makeConversations(stack.pool, customers, agents);
  const pairs = conversations.map(
    ({ id, customer, agent }, i): Pair => ({
      conversationId: id,
      customer: { port: stack.nodeFor(i).port, token: customer.token },
      agent: { port: stack.nodeFor(i + 1).port, token: agent.token },
    }),
  );
  await generator.ask('connect', { pairs, perSecond });
}

/** What a node says of lost and healed broadcasts, for whoever looks for the cause. */
async function counters(node: SocketNode): Promise<string> {
  const names = ['publish_failures', 'healed_messages', 'fanout_packets', 'errors'];
  const values = await Promise.all(names.map((name) => node.metric(`samvad_${name}_total`).catch(() => Number.NaN)));
  return `${node.name} counts ${names.map((name, i) => `${name} ${values[i]}`).join(', ')}`;
}

async function check(stack: Stack, verdict: LoadVerdict): Promise<void> {
  const problems = [...verdict.problems];
  if (verdict.outOfOrder > 0 && stack.name !== 'stock') {
    problems.push(`${verdict.outOfOrder} arrivals of message:new were out of order`);
  }
  const { rows } = await stack.pool.query<{ id: string; count: string; head: number; last_seq: number }>(
    `select c.id, count(m.seq), coalesce(max(m.seq), 0) as head, c.last_seq
      from conversations c left join messages m on m.conversation_id = c.id
      where c.id = any ($1::uuid[]) group by c.id`,
    [Object.keys(verdict.heads)],
  );
  for (const { id, count, head, last_seq } of rows) {
    const expected = verdict.heads[id];
    if (Number(count) === expected && head === expected && last_seq === expected) continue;
    problems.push(`conversation ${id}: ${count} stored, head ${head}, counted ${last_seq}, clients saw ${expected}`);
  }
  for (const node of stack.nodes) {
    const errors = node.errors();
    if (errors.length > 0) problems.push(`${node.name} logged: ${errors[0]?.slice(0, 300)}`);
  }
  if (problems.length === 0) return;
  for (const node of stack.nodes) problems.push(await counters(node));
  const total = Math.max(problems.length, verdict.problemCount);
  throw new Error(`${stack.name}: ${total} problems, the figures are void:\n  ${problems.slice(0, 40).join('\n  ')}`);
}
