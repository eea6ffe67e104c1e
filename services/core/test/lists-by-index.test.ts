import { test } from 'tap';
import { agentLoad } from '../src/conversations/agent-load.js';
import type { Core } from '../src/index.js';
import { makePerson, startBackends, testCore } from '../src/testing/index.js';

interface Asked {
  text: string;
  values?: unknown[];
}

/** What a piece of work asks of Postgres. */
async function asked(core: Core, work: () => Promise<unknown>): Promise<Asked[]> {
  const { pool } = core.db;
  const query = pool.query;
  const all: Asked[] = [];
  const listen = (one: string | Asked, values?: unknown[]) => {
    all.push(typeof one === 'string' ? { text: one, ...(values ? { values } : {}) } : one);
    return (query as (...args: unknown[]) => unknown).call(pool, one, values);
  };
  pool.query = listen as typeof pool.query;
  await work().finally(() => {
    pool.query = query;
  });
  return all;
}

/** How many rows of tables and indexes a statement goes through. */
async function rowsRead(core: Core, { text, values }: Asked): Promise<number> {
  const { rows } = await core.db.pool.query(`explain (analyze, format json) ${text}`, values);
  const count = (node: Record<string, unknown>): number => {
    const inner = (node.Plans as Record<string, unknown>[] | undefined) ?? [];
    const loops = Number(node['Actual Loops']);
    const own = /Scan/.test(String(node['Node Type']))
      ? (Number(node['Actual Rows']) + Number(node['Rows Removed by Filter'] ?? 0)) * loops
      : 0;
    return inner.reduce((sum, one) => sum + count(one), own);
  };
  return count(rows[0]['QUERY PLAN'][0].Plan);
}

test('lists of people and of conversations read what they show, however much there is', async (t) => {
  const core = await testCore(t, await startBackends(t));
  const [admin, agent, customer] = [
    await makePerson(core, 'Admin'),
    await makePerson(core, 'Support'),
    await makePerson(core, 'User'),
  ];
  const { pool } = core.db;
  await pool.query(`insert into users (id, phone, name, role, password_hash, deactivated_at)
    select gen_random_uuid(), '+1555' || n, 'Person ' || md5(n::text), case when n % 500 = 0 then 'Support' else 'User' end,
      '-', case when n % 1000 = 0 then now() end from generate_series(1, 20000) n`);
  await pool.query(
    `insert into conversations (id, customer_id, assigned_support_id, status, updated_at, activity_bucket)
    select gen_random_uuid(), u.id, case when n % 400 = 0 then null else a.id end,
      case when n % 100 = 0 then 'open' else 'closed' end, now() - n * interval '1 minute',
      floor(extract(epoch from now() - n * interval '1 minute') / 256)
    from generate_series(1, 20000) n
    join (select id, row_number() over () as place from users where role = 'User') u on u.place = n
    join (select id, row_number() over () as place from users where role = 'Support') a on a.place = n % 40 + 1`,
  );
  await pool.query(`update conversations set customer_id = $1 where id in (select id from conversations limit 5)`, [
    customer.id,
  ]);
  await pool.query('vacuum analyze users, conversations, messages, participants');

  const cost = async (what: string, most: number, work: () => Promise<unknown>) => {
    for (const statement of await asked(core, work)) {
      const rows = await rowsRead(core, statement);
      t.ok(rows <= most, `${what}: ${rows} rows for ${statement.text.replace(/\s+/g, ' ').slice(0, 60)}`);
    }
  };
  const people = (query: object) => () => core.people.list(admin.actor, query);
  const { nextCursor } = (await core.people.list(admin.actor, { limit: 20 })).pagination;
  await cost('people', 200, people({ limit: 20 }));
  await cost('people, next page', 200, people({ limit: 20, cursor: nextCursor ?? '' }));
  await cost('agents', 1000, people({ limit: 20, role: 'Support' }));
  await cost('deactivated', 300, people({ limit: 20, isActive: false }));
  await cost('by phone', 300, people({ limit: 20, q: '+155512345' }));
  await cost('by name', 300, people({ limit: 20, q: 'Person c4ca42' }));
  await cost('chat/agents', 200, () => core.people.agents(agent.actor));
  const list = (query: object) => () => core.conversations.list(admin.actor, { limit: 20, ...query });
  const someone = (await core.people.agents(admin.actor)).at(-1)?.id ?? '';
  await cost('of a customer', 200, list({ userId: customer.id }));
  // Rows lie here in the order of time, so that going through the newest of all is a good plan too.
  await cost('of an agent', 1_500, list({ assignedSupportId: someone }));
  await cost('of nobody', 300, list({ assignedSupportId: 'none' }));
  await cost('of nobody and open', 300, list({ assignedSupportId: 'none', status: 'open' }));
  // 200 open ones, each with a look at its participant and its last messages.
  await cost('load', 1_500, () => agentLoad(core.db, core.people, admin.actor));
});
