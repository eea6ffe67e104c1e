import { startTcpProxy } from '@samvad/infra';
import pg from 'pg';
import { test } from 'tap';
import type { NewMessage } from '../src/messages/message-store.js';
import { makeConversation, makePerson, startBackends, testCore } from '../src/testing/index.js';

async function desk(t: Parameters<typeof startBackends>[0]) {
  const backends = await startBackends(t);
  const core = await testCore(t, backends);
  const [customer, agent, stranger] = await Promise.all([
    makePerson(core, 'User'),
    makePerson(core, 'Support'),
    makePerson(core, 'User'),
  ]);
  const conversationId = await makeConversation(core, customer, agent);
  const message = (content: string, clientMessageId: string | null = null, by = customer): NewMessage => ({
    conversationId,
    senderId: by.id,
    role: by.actor.role,
    type: 'text',
    content,
    mediaId: null,
    clientMessageId,
    unlessAnsweredAfter: null,
  });
  const contents = async () => {
    const { rows } = await core.db.pool.query(
      'select seq, content from messages where conversation_id = $1 order by seq',
      [conversationId],
    );
    return rows.map((row) => [row.seq, row.content]);
  };
  return { backends, core, customer, agent, stranger, conversationId, message, contents };
}

test('seq is dense and in the order of sending, over many concurrent sends from two nodes', async (t) => {
  const { backends, core, message, contents, agent } = await desk(t);
  const other = await testCore(t, backends);
  const outcomes = await Promise.all(
    Array.from({ length: 400 }, (_, i) =>
      (i % 2 ? other : core).store.store(message(`m${i}`, null, i % 3 ? undefined : agent)),
    ),
  );
  t.same(
    outcomes.map(({ seq }) => seq).sort((a, b) => a - b),
    Array.from({ length: 400 }, (_, i) => i + 1),
  );
  for (const node of [0, 1]) {
    const own = outcomes.filter((_, i) => i % 2 === node).map(({ seq }) => seq);
    t.same(
      own,
      [...own].sort((a, b) => a - b),
      'one node keeps the order of its sends',
    );
  }
  const stored = await contents();
  t.equal(stored.length, 400);
  const { rows } = await core.db.pool.query('select last_seq, customer_seq from conversations');
  t.same(rows, [{ last_seq: 400, customer_seq: 400 - 134 }]);
});

test('the same client id stores once: in one batch, later, and raced from two nodes', async (t) => {
  const { backends, core, message, contents, agent } = await desk(t);
  const other = await testCore(t, backends);
  const raced = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 ? other : core).store.store(message('hello', 'id-1'))),
  );
  t.same([...new Set(raced.map(({ seq }) => seq))], [1]);
  t.equal(raced.filter(({ outcome }) => outcome === 'created').length, 1);
  t.equal((await core.store.store(message('hello', 'id-1'))).outcome, 'duplicate');
  t.equal((await core.store.store(message('something else', 'id-1'))).outcome, 'conflict');
  const [mine, twin] = await Promise.all([
    core.store.store(message('a', 'id-2')),
    core.store.store(message('b', 'id-2')),
  ]);
  t.same([mine.outcome, twin.outcome], ['created', 'conflict'], 'within one batch');
  t.equal(
    (await core.store.store(message('hello', 'id-1', agent))).outcome,
    'created',
    'another sender may use the id',
  );
  t.same(await contents(), [
    [1, 'hello'],
    [2, 'a'],
    [3, 'hello'],
  ]);
});

test('only participants and admins write, decided under the same lock as an assignment', async (t) => {
  const { core, message, stranger, agent, contents } = await desk(t);
  const admin = await makePerson(core, 'Admin');
  const colleague = await makePerson(core, 'Support');
  const outcome = async (by: typeof admin) => (await core.store.store(message('x', null, by))).outcome;
  t.equal(await outcome(stranger), 'not_found');
  t.equal(await outcome(colleague), 'not_found');
  t.equal(await outcome(agent), 'created');
  t.equal(await outcome(admin), 'created');
  t.equal((await contents()).length, 2);
});

test('a batch of the allowed, of strangers and of retries of who is no longer allowed', async (t) => {
  const { core, agent, stranger, conversationId, message } = await desk(t);
  const first = await core.store.store(message('from the agent', 'a', agent));
  await core.db.pool.query('update conversations set assigned_support_id = null where id = $1', [conversationId]);
  const outcomes = await Promise.all([
    core.store.store(message('one', 'x')),
    core.store.store(message('not theirs', 'y', stranger)),
    core.store.store(message('from the agent', 'a', agent)),
    core.store.store(message('something else', 'a', agent)),
    core.store.store(message('new from the agent', 'b', agent)),
    core.store.store(message('two', 'z')),
  ]);
  t.same(
    outcomes.map(({ outcome }) => outcome),
    ['created', 'not_found', 'duplicate', 'conflict', 'not_found', 'created'],
  );
  t.equal(outcomes[2]?.seq, first.seq);
  t.same([outcomes[0]?.seq, outcomes[5]?.seq], [2, 3]);
});

test('a send reads none of the messages that are there, however the tables were when its plan was made', async (t) => {
  const { core, message } = await desk(t);
  // One connection, and its plans from when the tables were empty.
  const long = 600;
  for (let i = 0; i < long; i += 1) void core.store.store(message(`m${i}`, `id-${i}`));
  await core.store.drained();
  const fetched = async () => {
    await core.db.pool.query('select pg_stat_force_next_flush()');
    const { rows } = await core.db.pool.query(
      `select coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0) as fetched from pg_stat_user_tables
        where relname = 'messages'`,
    );
    return Number(rows[0].fetched);
  };
  const connections = core.config.PG_POOL_SIZE;
  const before = await fetched();
  for (let i = 0; i < 4 * connections; i += 1) await core.store.store(message(`later ${i}`, `later-${i}`));
  const after = await Promise.all(Array.from({ length: connections }, fetched));
  t.ok(Math.max(...after) - before < long, `${Math.max(...after) - before} rows of messages were read`);
});

test('a poisoned row fails alone', async (t) => {
  const { core, message, contents } = await desk(t);
  // NUL never comes this far; here it stands for whatever Postgres might refuse.
  const outcomes = await Promise.allSettled([
    core.store.store(message('before')),
    core.store.store(message('poi\0son')),
    core.store.store(message('after')),
  ]);
  t.same(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  t.same(await contents(), [
    [1, 'before'],
    [2, 'after'],
  ]);
});

test('concurrent sends share statements', async (t) => {
  const { core, message } = await desk(t);
  const query = core.db.pool.query.bind(core.db.pool);
  let statements = 0;
  core.db.pool.query = ((...args: Parameters<typeof query>) => {
    statements += 1;
    return query(...args);
  }) as typeof query;
  await Promise.all(Array.from({ length: 200 }, (_, i) => core.store.store(message(`m${i}`))));
  t.ok(statements <= 2, `${statements} statements for 200 messages of one conversation`);
});

test('a connection that breaks between COMMIT and the answer doubles nothing and loses nothing', async (t) => {
  const { backends, core: direct, customer, conversationId, message, contents } = await desk(t);
  const target = new URL(backends.databaseUrl);
  const proxy = await startTcpProxy({ target: { host: target.hostname, port: Number(target.port) } });
  t.teardown(() => proxy.stop());
  target.port = String(proxy.port);
  const core = await testCore(t, { ...backends, databaseUrl: target.href });
  await core.store.store(message('first', 'w'));
  // Another holds the conversation: the insert has reached Postgres and waits there when its connection is cut.
  const holder = new pg.Client({ connectionString: backends.databaseUrl });
  await holder.connect();
  await holder.query('begin');
  await holder.query('select 1 from conversations where id = $1 for update', [conversationId]);
  const sends = [
    core.store.store(message('with an id', 'id')),
    core.store.store(message('without an id')),
    core.store.store(message('with another id', 'id2')),
  ].map((send) =>
    send.then(
      (stored) => stored.outcome,
      (error) => error.code,
    ),
  );
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%send_messages%'`;
  for (let seen = 0; seen === 0; ) seen = (await direct.db.pool.query(waiting)).rowCount ?? 0;
  proxy.cut();
  await holder.query('commit');
  await holder.end();
  // The statement may have committed although nobody was there for its answer.
  proxy.restore();
  const outcomes = await Promise.all(sends);
  t.equal(outcomes[1], 'UNAVAILABLE', 'without an id the outcome stays unknown');
  for (const outcome of [outcomes[0], outcomes[2]]) t.match(outcome, /created|duplicate/);
  const stored = await contents();
  t.same(
    stored.map(([seq]) => seq),
    stored.map((_, i) => i + 1),
    'dense',
  );
  for (const once of ['with an id', 'with another id']) {
    t.equal(stored.filter(([, content]) => content === once).length, 1, once);
  }
  const place = (content: string) => stored.findIndex(([, one]) => one === content);
  t.ok(place('with an id') < place('with another id'), 'in order');
  t.ok(customer);
});

test('unless answered: refused after a colleague, and only then', async (t) => {
  const { core, customer, agent, message, contents } = await desk(t);
  const admin = await makePerson(core, 'Admin');
  const send = async (by: typeof agent, unlessAnsweredAfter: number | null, id: string | null = null) => {
    const stored = await core.store.store({ ...message(`${by.name} ${id}`, id, by), unlessAnsweredAfter });
    return [stored.outcome, stored.seq];
  };
  t.same(await send(customer, null), ['created', 1]);
  t.same(await send(agent, 1, 'a'), ['created', 2]);
  t.match(await send(admin, 1), ['answered']);
  t.match(await send(admin, 0, 'b'), ['answered']);
  t.same(await send(admin, 2, 'b'), ['created', 3], 'the same id, now in the know');
  t.same(await send(admin, 1, 'b'), ['duplicate', 3], 'a retry of what is stored');
  t.same(await send(agent, 1, 'a'), ['duplicate', 2]);
  t.match(await send(agent, 2), ['answered']);
  t.same(await send(agent, 3), ['created', 4]);
  t.same(await send(customer, null), ['created', 5], 'a customer answers nobody');
  t.same(await send(agent, 3), ['created', 6], "one's own messages, and the customer's, do not count");
  t.same(await send(agent, 2_147_483_647), ['created', 7]);
  await core.db.pool.query(
    `update messages set type = 'system', sender_id = gen_random_uuid() where seq > 4 and seq < 8`,
  );
  t.same(await send(admin, 4), ['created', 8], 'the system is no colleague');
  t.equal((await contents()).length, 8, 'what was refused is nowhere');
});

test('unless answered: the sends of one batch see each other', async (t) => {
  const { core, customer, agent, message, contents } = await desk(t);
  const admin = await makePerson(core, 'Admin');
  const guarded = (by: typeof agent, content: string, id: string | null = null) =>
    core.store.store({ ...message(content, id, by), unlessAnsweredAfter: 0 });
  const outcomes = await Promise.all([
    core.store.store(message('question', null, customer)),
    guarded(agent, 'first'),
    guarded(admin, 'second', 'x'),
    core.store.store(message('thanks', null, customer)),
    guarded(agent, 'and more'),
    core.store.store(message('anyway', 'x', admin)),
    core.store.store(message('anyway', 'x', admin)),
  ]);
  t.same(
    outcomes.map(({ outcome }) => outcome),
    ['created', 'created', 'answered', 'created', 'created', 'created', 'duplicate'],
  );
  t.same(
    (await contents()).map(([, content]) => content),
    ['question', 'first', 'thanks', 'and more', 'anyway'],
  );
});

test('unless answered: of two who answer at once, on two nodes, one does', async (t) => {
  const { backends, core, customer, agent, message, contents } = await desk(t);
  const other = await testCore(t, backends);
  const admin = await makePerson(core, 'Admin');
  const expected: unknown[] = [];
  for (let round = 0; round < 50; round += 1) {
    const { seq } = await core.store.store(message(`question ${round}`, null, customer));
    const answer = (at: typeof core, by: typeof agent) =>
      at.store.store({ ...message(`answer of ${by.name}`, `round ${round}`, by), unlessAnsweredAfter: seq });
    const [one, two] = await Promise.all([answer(core, agent), answer(other, admin)]);
    t.same([one.outcome, two.outcome].sort(), ['answered', 'created'], `round ${round}`);
    const winner = one.outcome === 'created' ? agent : admin;
    expected.push([seq, `question ${round}`], [seq + 1, `answer of ${winner.name}`]);
  }
  t.same(await contents(), expected);
});
