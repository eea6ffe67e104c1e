import type { Core } from '@samvad/core';
import type { Benchmark } from './benchmark.js';
import { bareCore, coreCpu } from './harness/bare-core.js';
import { fillTables, type Sample } from './harness/fill-tables.js';
import { type Stack, startSamvad } from './harness/stack.js';
import { median, spread } from './harness/stats.js';

/** Messages in each table; conversations have 50 of them, and agents 200 conversations, whatever the size. */
const sizes = { small: 10_000, large: 3_000_000, quickLarge: 200_000 };

interface Subject {
  messages: number;
  stack: Stack;
  core: Core;
  samples: Sample[];
}

interface Figures {
  operation: string;
  messages: number;
  /** Milliseconds from asking to the answer, median. */
  ms: number;
  /** CPU µs of Postgres for each. */
  postgres: number;
}

const actor = (userId: string, role: 'User' | 'Support' | 'Admin') => ({ userId, role, sessionId: userId });

/** What is done over and over, on a sample of conversations from all over the table. */
const operations: Record<string, (core: Core, sample: Sample) => Promise<unknown>> = {
  send: (core, { id, customer }) =>
    core.sender.send(actor(customer, 'User'), {
      conversationId: id,
      messageType: 'text',
      content: 'The courier says he was here, but nobody rang. Can you look?',
      clientMessageId: crypto.randomUUID(),
    }),
  'history, last 50': (core, { id, agent }) => core.history.page(actor(agent, 'Support'), id, { limit: 50 }),
  'list of an agent, 20': (core, { agent }) => core.conversations.list(actor(agent, 'Support'), { limit: 20 }),
  'list of a customer': (core, { customer }) => core.conversations.list(actor(customer, 'User'), { limit: 20 }),
  'list of an admin, 20': (core, { agent }) => core.conversations.list(actor(agent, 'Admin'), { limit: 20 }),
};

/** The hot statements on a small and on a large table, in turns: the cost must not follow the size. */
export const tableSize: Benchmark = {
  name: 'table-size',
  about: 'cost of send, history and lists with 10 thousand and with 3 million messages (--quick: 200 thousand)',
  seconds: { full: 220, quick: 40 },
  async run({ quick, say }) {
    const subjects: Subject[] = [];
    try {
      for (const messages of [sizes.small, quick ? sizes.quickLarge : sizes.large]) {
        const stack = await startSamvad({ nodes: 0, settings: { maintenance_work_mem: '256MB' } });
        const began = performance.now();
        const samples = await fillTables(stack, messages);
        subjects.push({ messages, stack, core: await bareCore(stack), samples });
        say(`${messages.toLocaleString('en')} messages loaded in ${((performance.now() - began) / 1000).toFixed(0)} s`);
      }
      const figures: Figures[] = [];
      for (const operation of Object.keys(operations)) {
        // The first round is for connections, plans and compiled code.
        for (let round = 0; round <= (quick ? 3 : 7); round += 1) {
          for (const subject of subjects) {
            const one = await measure(subject, operation, quick ? 300 : 1_000);
            if (round > 0) figures.push(one);
          }
        }
        say(`${operation} measured`);
      }
      return report(figures);
    } finally {
      for (const { core, stack } of subjects) {
        await core.close();
        await stack.stop();
      }
    }
  },
};

async function measure(
  { messages, stack, core, samples }: Subject,
  operation: string,
  times: number,
): Promise<Figures> {
  const run = operations[operation] as (core: Core, sample: Sample) => Promise<unknown>;
  const took: number[] = [];
  const before = coreCpu(stack);
  for (let i = 0; i < times; i += 1) {
    const began = performance.now();
    await run(core, samples[i % samples.length] as Sample);
    took.push(performance.now() - began);
  }
  const after = coreCpu(stack);
  return { operation, messages, ms: median(took), postgres: (after.postgres - before.postgres) / times };
}

function report(figures: Figures[]) {
  const [small = 0, large = 0] = [...new Set(figures.map(({ messages }) => messages))];
  const of = (operation: string, messages: number, what: 'ms' | 'postgres') =>
    figures.filter((one) => one.operation === operation && one.messages === messages).map((one) => one[what]);
  const ratios = (operation: string, what: 'ms' | 'postgres') => {
    const below = of(operation, small, what);
    return of(operation, large, what).map((value, round) => value / (below[round] ?? Number.NaN));
  };
  const show = (messages: number) => messages.toLocaleString('en');
  return {
    tables: [
      {
        title: `table-size: ${show(small)} against ${show(large)} messages, one operation at a time; median (min–max)`,
        columns: [
          'operation',
          `ms at ${show(small)}`,
          `ms at ${show(large)}`,
          'ratio',
          `Postgres µs at ${show(small)}`,
          `Postgres µs at ${show(large)}`,
          'ratio',
        ],
        rows: Object.keys(operations).map((operation) => [
          operation,
          ...[small, large].map((messages) => spread(of(operation, messages, 'ms'), 2)),
          spread(ratios(operation, 'ms'), 2),
          ...[small, large].map((messages) => spread(of(operation, messages, 'postgres'))),
          spread(ratios(operation, 'postgres'), 2),
        ]),
      },
    ],
    headlines: Object.keys(operations).map((operation) => ({
      name: `${operation}: time with ${show(large)} / ${show(small)} messages`,
      value: median(ratios(operation, 'ms')),
      unit: '×',
      goal: 'the same',
    })),
    data: figures,
  };
}
