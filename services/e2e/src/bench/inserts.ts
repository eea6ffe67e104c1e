import type { Core } from '@samvad/core';
import type { Benchmark } from './benchmark.js';
import { bareCore, coreCpu } from './harness/bare-core.js';
import { type BenchConversation, makeConversations, makePeople } from './harness/people.js';
import { type Stack, startSamvad } from './harness/stack.js';
import { median, spread } from './harness/stats.js';

const conversations = 1_000;
const body = 'The courier says he was here, but nobody rang. Can you look?';

interface InsertFigures {
  mode: 'batched' | 'single';
  rowsPerSecond: number;
  /** CPU µs per row, this process and Postgres. */
  own: number;
  postgres: number;
  /** Rows made durable by one fsync of the write-ahead log. */
  rowsPerSync: number;
}

/** Stores messages until `until` (`performance.now()`); returns how many are durable. */
type Writer = (core: Core, on: BenchConversation[], until: number) => Promise<number>;

/** Durable inserts through the message store alone: gathered into batches, and one row per statement. */
export const inserts: Benchmark = {
  name: 'inserts',
  about: 'durable inserts per second through the message store: batched, and one row per statement',
  seconds: { full: 120, quick: 25 },
  async run({ quick, say }) {
    const stack = await startSamvad({ nodes: 0 });
    try {
      const customers = await makePeople(stack.pool, 'User', conversations);
      const on = await makeConversations(stack.pool, customers, await makePeople(stack.pool, 'Support', 10));
      const figures: InsertFigures[] = [];
      for (let round = 0; round < (quick ? 2 : 5); round += 1) {
        for (const mode of ['batched', 'single'] as const) {
          const one = await measure(stack, on, mode, quick ? 4 : 10);
          figures.push(one);
          say(`${mode}: ${one.rowsPerSecond.toFixed(0)} rows/s, ${(one.own + one.postgres).toFixed(0)} µs CPU a row`);
        }
      }
      return report(figures);
    } finally {
      await stack.stop();
    }
  },
};

async function measure(
  stack: Stack,
  on: BenchConversation[],
  mode: InsertFigures['mode'],
  seconds: number,
): Promise<InsertFigures> {
  const core = await bareCore(stack);
  const write = mode === 'batched' ? writeBatched : writeSingly;
  let figures: Omit<InsertFigures, 'rowsPerSync'>;
  let rows = 0;
  const [storedBefore, syncsBefore] = await counters(stack);
  try {
    // Connections and compiled code first.
    rows += await write(core, on, performance.now() + 1_500);
    const cpuBefore = coreCpu(stack);
    const began = performance.now();
    const measured = await write(core, on, began + seconds * 1_000);
    const took = (performance.now() - began) / 1_000;
    const cpuAfter = coreCpu(stack);
    rows += measured;
    figures = {
      mode,
      rowsPerSecond: measured / took,
      own: (cpuAfter.own - cpuBefore.own) / measured,
      postgres: (cpuAfter.postgres - cpuBefore.postgres) / measured,
    };
  } finally {
    // Its connections end with it, and with them Postgres' counters are up to date.
    await core.close();
  }
  const [storedAfter, syncsAfter] = await counters(stack);
  const stored = storedAfter - storedBefore;
  if (stored !== rows) throw new Error(`${rows} messages were acknowledged, ${stored} are stored`);
  return { ...figures, rowsPerSync: rows / (syncsAfter - syncsBefore) };
}

/** One message under way per conversation: what a node has to do when all its people write at once. */
const writeBatched: Writer = async (core, on, until) => {
  const counts = await Promise.all(
    on.map(async ({ id, customer }) => {
      let count = 0;
      while (performance.now() < until) {
        await core.store.store({ ...message(id, customer.id), clientMessageId: crypto.randomUUID() });
        count += 1;
      }
      return count;
    }),
  );
  return counts.reduce((total, count) => total + count, 0);
};

/** The same statement with one row, as often at the same time as there are connections. */
const writeSingly: Writer = async (core, on, until) => {
  const workers = core.config.PG_POOL_SIZE;
  const counts = await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      let count = 0;
      // Each worker has conversations of its own: none waits for another's lock.
      for (let i = worker; performance.now() < until; i = (i + workers) % on.length, count += 1) {
        const { id, customer } = on[i] as BenchConversation;
        const { conversationId, senderId, role, type, content } = message(id, customer.id);
        await core.db.pool.query({
          name: 'send-messages',
          text: 'select * from send_messages($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[])',
          values: [[conversationId], [senderId], [role], [type], [content], [null], [crypto.randomUUID()]],
        });
      }
      return count;
    }),
  );
  return counts.reduce((total, count) => total + count, 0);
};

const message = (conversationId: string, senderId: string) =>
  ({
    conversationId,
    senderId,
    role: 'User',
    type: 'text',
    content: body,
    mediaId: null,
    unlessAnsweredAfter: null,
  }) as const;

/** Messages stored, and fsyncs of the write-ahead log so far. */
async function counters({ pool }: Stack): Promise<[stored: number, syncs: number]> {
  const { rows } = await pool.query(
    `select (select sum(last_seq) from conversations) as heads, (select count(*) from messages) as stored,
      (select sum(fsyncs) from pg_stat_io where object = 'wal') as syncs`,
  );
  if (Number(rows[0].heads) !== Number(rows[0].stored)) throw new Error('seq is not dense');
  return [Number(rows[0].stored), Number(rows[0].syncs)];
}

function report(figures: InsertFigures[]) {
  const of = (mode: string, pick: (one: InsertFigures) => number) =>
    figures.filter((one) => one.mode === mode).map(pick);
  const speed = (mode: string) => of(mode, ({ rowsPerSecond }) => rowsPerSecond);
  const ratios = speed('batched').map((value, round) => value / (speed('single')[round] ?? Number.NaN));
  return {
    tables: [
      {
        title: `inserts: fsync and synchronous_commit on, ${conversations} conversations; median (min–max)`,
        columns: ['mode', 'rows/s', 'own CPU µs/row', 'Postgres CPU µs/row', 'rows per WAL fsync'],
        rows: ['batched', 'single'].map((mode) => [
          mode,
          spread(speed(mode)),
          spread(of(mode, ({ own }) => own)),
          spread(of(mode, ({ postgres }) => postgres)),
          spread(
            of(mode, ({ rowsPerSync }) => rowsPerSync),
            1,
          ),
        ]),
      },
    ],
    headlines: [
      { name: 'durable inserts', value: median(speed('batched')), unit: 'rows/s', goal: '≥ 15,000, stretch 25,000' },
      { name: 'batched / one row per statement', value: median(ratios), unit: '×' },
    ],
    data: figures,
  };
}
