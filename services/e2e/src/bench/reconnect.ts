import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext, Benchmark } from './benchmark.js';
import { type BenchConversation, makeConversations, makePeople } from './harness/people.js';
import { type Stack, startSamvad } from './harness/stack.js';
import { percentile } from './harness/stats.js';
import { withStack } from './harness/with-stack.js';
import type { ReconnectVerdict } from './load/commands.js';
import type { Generator } from './load/generator.js';
import { WireClient } from './load/wire-client.js';

const agents = 20;
/** As socket.io-client waits by default before its first attempt: 1 s, half more or less. In ms. */
const delay: [number, number] = [500, 1_500];
const patience = 60_000;

/** A node is killed; everybody it served comes back on the other one and asks what was missed meanwhile. */
export const reconnect: Benchmark = {
  name: 'reconnect',
  about: '5,000 clients (--quick: 1,000) lose their node: time until all are resynced, SQL statements per client',
  seconds: { full: 60, quick: 25 },
  async run(context) {
    const clients = context.quick ? 1_000 : 5_000;
    const stack = startSamvad({
      nodes: 2,
      settings: { shared_preload_libraries: 'pg_stat_statements' },
      // Twenty agents write for hundreds.
      env: { EVENTS_PER_SECOND: '2000' },
    });
    return withStack(stack, (started, generator) => run(context, started, generator, clients), { kill: true });
  },
};

async function run({ say }: BenchContext, stack: Stack, generator: Generator, clients: number) {
  const [dying, staying] = [stack.nodeFor(0), stack.nodeFor(1)];
  const customers = await makePeople(stack.pool, 'User', clients);
  const support = await makePeople(stack.pool, 'Support', agents);
  const conversations = await makeConversations(stack.pool, customers, support);
  const writers = await Promise.all(support.map(({ token }) => WireClient.connect({ port: staying.port, token })));
  const heads = new Map<string, number>();
  const write = (to: BenchConversation[]) =>
    writeTo(
      to,
      support.map(({ id }) => id),
      writers,
      heads,
    );

  await write(conversations);
  await generator.ask('reconnectReady', {
    clients: conversations.map(({ id, customer }) => ({
      port: dying.port,
      token: customer.token,
      conversationId: id,
    })),
    otherPort: staying.port,
    delay,
    perSecond: 500,
  });
  say(`${clients} clients are connected`);
  // Some of it live, some of it while nobody is there to hear it, some while they are coming back.
  await write(conversations.filter((_, i) => i % 4 === 0));
  await stack.pool.query('create extension if not exists pg_stat_statements');
  await sleep(2_000);
  await stack.pool.query('select pg_stat_statements_reset()');
  const cpuBefore = stack.cpu();
  dying.kill();
  await write(conversations.filter((_, i) => i % 10 === 0));
  await sleep(1_000);
  await write(conversations.filter((_, i) => i % 10 === 5));
  const verdict = await generator.ask('reconnected', { patience });
  const statements = await statementsOf(stack);
  stack.nodes.shift();
  const cpuAfter = stack.cpu();
  check(verdict, heads);
  for (const writer of writers) writer.close();
  const used = (name: string) => ((cpuAfter[name] ?? 0) - (cpuBefore[name] ?? 0)) / 1_000;
  return report(verdict, statements, clients, {
    node: used(staying.name),
    postgres: used('postgres'),
    redis: used('redis'),
  });
}

/** Each agent writes to its conversations, one after the other. Everything is acknowledged, or this throws. */
async function writeTo(
  to: BenchConversation[],
  agentIds: string[],
  writers: WireClient[],
  heads: Map<string, number>,
): Promise<void> {
  await Promise.all(
    writers.map(async (writer, i) => {
      for (const { id, agent } of to) {
        if (agent.id !== agentIds[i]) continue;
        const message = { conversationId: id, messageType: 'text', content: 'Are you still there?' };
        const { seq } = await writer.request<{ seq: number }>('message:send', message);
        heads.set(id, Math.max(seq, heads.get(id) ?? 0));
      }
    }),
  );
}

function check({ known }: ReconnectVerdict, heads: Map<string, number>): void {
  const wrong = [...heads].filter(([id, head]) => {
    const seqs = known[id] ?? [];
    return seqs.length !== head || seqs.some((seq, i) => seq !== i + 1);
  });
  if (wrong.length === 0) return;
  const [id = '', head] = wrong[0] ?? [];
  throw new Error(`${wrong.length} clients missed messages; one knows ${known[id]?.join(' ')} of 1 to ${head}`);
}

interface Statement {
  query: string;
  calls: number;
}

/** What the nodes asked of Postgres since the reset; sends, which are the benchmark's own doing, are left out. */
async function statementsOf({ pool }: Stack): Promise<Statement[]> {
  const { rows } = await pool.query<{ query: string; calls: string }>(
    `select s.query, s.calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and s.query not like '%pg_stat_statements%'
        and s.query not like '%from send_messages(%' order by s.calls desc`,
  );
  return rows.map(({ query, calls }) => ({ query: query.replace(/\s+/g, ' ').slice(0, 90), calls: Number(calls) }));
}

function report(
  { resyncedMs, allMs, repeated }: ReconnectVerdict,
  statements: Statement[],
  clients: number,
  cpu: Record<string, number>,
) {
  const calls = statements.reduce((total, one) => total + one.calls, 0);
  const seconds = (ms: number) => (ms / 1_000).toFixed(2);
  return {
    tables: [
      {
        title: `reconnect: ${clients} clients, node killed with -9, first attempt after ${delay.join(' to ')} ms`,
        columns: ['', 'value'],
        rows: [
          ['all resynced, s', seconds(allMs)],
          ['one client p50, s', seconds(percentile(resyncedMs, 50))],
          ['one client p99, s', seconds(percentile(resyncedMs, 99))],
          ['attempts repeated, per client', (repeated / clients).toFixed(2)],
          ['SQL statements', String(calls)],
          ['SQL statements per client', (calls / clients).toFixed(3)],
          ['CPU of the surviving node, ms', cpu.node?.toFixed(0) ?? ''],
          ['CPU of Postgres, ms', cpu.postgres?.toFixed(0) ?? ''],
          ['CPU of Redis, ms', cpu.redis?.toFixed(0) ?? ''],
        ],
      },
      {
        title: 'the most frequent statements, sends left out',
        columns: ['statement', 'calls'],
        rows: statements.slice(0, 10).map(({ query, calls: count }) => [query, String(count)]),
      },
    ],
    headlines: [
      { name: `${clients} clients resynced`, value: allMs / 1_000, unit: 's', goal: '≤ 10' },
      { name: 'SQL statements per client', value: calls / clients, unit: '', goal: '≤ 0.05' },
    ],
    data: { clients, allMs, repeated, resyncedMs: [...resyncedMs], statements, cpu },
  };
}
