import { test } from 'tap';
import type { NewMessage } from '../src/messages/message-store.js';
import { eventually, makeConversation, makePerson, startBackends, testCore } from '../src/testing/index.js';
import { pruneDeliveries } from '../src/webhooks/prune-deliveries.js';
import { WebhookHealth } from '../src/webhooks/webhook-health.js';
import { WebhookLanes } from '../src/webhooks/webhook-lanes.js';

const url = 'https://hooks.example.com/in';

async function desk(t: Parameters<typeof startBackends>[0]) {
  const core = await testCore(t, await startBackends(t));
  const [admin, customer, agent] = await Promise.all([
    makePerson(core, 'Admin'),
    makePerson(core, 'User'),
    makePerson(core, 'Support'),
  ]);
  const conversationId = await makeConversation(core, customer, agent);
  const message = (content: string, more: Partial<NewMessage> = {}): NewMessage => ({
    conversationId,
    senderId: customer.id,
    role: 'User',
    type: 'text',
    content,
    mediaId: null,
    clientMessageId: null,
    unlessAnsweredAfter: null,
    ...more,
  });
  const outbox = async () =>
    (await core.db.pool.query('select * from webhook_deliveries order by place')).rows as Record<string, unknown>[];
  const seqs = async () => (await outbox()).map(({ seq }) => seq);
  return { core, admin, customer, agent, conversationId, message, outbox, seqs };
}

/** `send_messages` with one message, as the store calls it. */
const send = (conversationId: string, senderId: string, clientMessageId: string | null = null) => ({
  text: `select * from send_messages($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], null)`,
  values: [[conversationId], [senderId], ['User'], ['text'], ['hello'], [null], [clientMessageId]],
});

test('a row in the outbox if and only if the message is committed', async (t) => {
  const { core, admin, customer, conversationId, message, outbox, seqs } = await desk(t);
  await core.store.store(message('nobody listens'));
  t.same(await outbox(), []);
  const { _id } = await core.webhooks.create(admin.actor, { url, events: ['message.created'] });
  await core.store.store(message('one', { clientMessageId: 'a' }));
  t.match(await outbox(), [
    { webhook_id: _id, lane: conversationId, event: 'message.created', seq: 2, status: 'pending' },
  ]);
  t.notMatch(JSON.stringify(await outbox()), /"one"/, 'no words');

  const client = await core.db.pool.connect();
  await client.query('begin');
  await client.query(send(conversationId, customer.id));
  const within = await client.query('select from webhook_deliveries');
  t.equal(within.rowCount, 2, 'in the same transaction');
  await client.query('rollback');
  client.release();
  t.same(await seqs(), [2], 'rolled back');

  t.equal((await core.store.store(message('one', { clientMessageId: 'a' }))).outcome, 'duplicate');
  t.equal((await core.store.store(message('two', { clientMessageId: 'a' }))).outcome, 'conflict');
  t.equal((await core.store.store(message('x', { senderId: admin.id }))).outcome, 'not_found');
  t.same(await seqs(), [2], 'a retry and a refused one');
  // A twin within a batch: what was inserted is undone, and settled one by one.
  const both = await Promise.all(
    ['b', 'a', 'b', 'c'].map((id) => core.store.store(message(id === 'a' ? 'one' : id, { clientMessageId: id }))),
  );
  t.same(
    both.map(({ outcome }) => outcome),
    ['created', 'duplicate', 'duplicate', 'created'],
  );
  t.same(await seqs(), [2, 3, 4]);
  const many = await Promise.all(Array.from({ length: 200 }, (_, i) => core.store.store(message(`m${i}`))));
  t.same(await seqs(), [2, 3, 4, ...many.map(({ seq }) => seq)], 'in the order of seq');

  await core.webhooks.update(admin.actor, _id, { isActive: false });
  await core.store.store(message('off'));
  await core.webhooks.update(admin.actor, _id, { isActive: true, events: ['conversation.created'] });
  await core.store.store(message('not asked for'));
  t.equal((await outbox()).length, 203);
});

test('conversations: new ones, and new values of status and agent; not what every message changes', async (t) => {
  const { core, admin, customer, agent, conversationId, message, outbox } = await desk(t);
  await core.webhooks.create(admin.actor, { url, events: ['conversation.created', 'conversation.updated'] });
  await core.store.store(message('one'));
  await core.updater.update(admin.actor, conversationId, { status: 'open' });
  t.same(await outbox(), []);
  await core.updater.update(admin.actor, conversationId, { status: 'closed' });
  await core.store.store(message('opens it again'));
  await core.updater.update(admin.actor, conversationId, { assignedSupportId: null, status: 'pending' });
  const other = await makeConversation(core, customer, agent);
  const told = (await outbox()).map(({ lane, event, change }) => [lane, event, change]);
  t.same(told, [
    [conversationId, 'conversation.updated', { status: 'closed', assignedSupportId: agent.id }],
    [conversationId, 'conversation.updated', { status: 'open', assignedSupportId: agent.id }],
    [conversationId, 'conversation.updated', { status: 'pending', assignedSupportId: null }],
    [other, 'conversation.created', null],
  ]);
});

test('a message is one statement still, and its conversation’s update stays HOT', async (t) => {
  const { core, admin, customer, conversationId, message } = await desk(t);
  await core.webhooks.create(admin.actor, {
    url,
    events: ['message.created', 'conversation.created', 'conversation.updated'],
  });
  const { pool } = core.db;
  const query = pool.query;
  let statements = 0;
  pool.query = ((...args: unknown[]) => {
    statements += 1;
    return (query as (...args: unknown[]) => unknown).apply(pool, args);
  }) as typeof pool.query;
  await core.store.store(message('counted'));
  pool.query = query;
  t.equal(statements, 1);

  const client = await pool.connect();
  await client.query('begin');
  const hot = async () => {
    const { rows } =
      await client.query(`select pg_stat_get_xact_tuples_updated('conversations'::regclass)::integer as all,
      pg_stat_get_xact_tuples_hot_updated('conversations'::regclass)::integer as hot`);
    return rows[0];
  };
  const before = await hot();
  for (let i = 0; i < 5; i += 1) await client.query(send(conversationId, customer.id));
  const after = await hot();
  await client.query('commit');
  client.release();
  t.same({ all: after.all - before.all, hot: after.hot - before.hot }, { all: 5, hot: 5 });
});

test('a lane is one worker’s; a lost claim writes nothing; what comes in at the end is not left', async (t) => {
  const { core, admin, conversationId, message, outbox } = await desk(t);
  const { _id } = await core.webhooks.create(admin.actor, { url, events: ['message.created'] });
  const lanes = new WebhookLanes(core.db, core.config);
  const room = new Map([[_id, 5]]);
  await core.store.store(message('one'));
  const [first] = await lanes.claim(room);
  if (!first) throw new Error('nothing to claim');
  t.match(first, { webhookId: _id, lane: conversationId });
  t.same(await lanes.claim(room), [], 'nobody else has it');
  const head = await lanes.next(first);
  if (!head) throw new Error('nothing to send');
  await core.store.store(message('two'));
  t.same(await lanes.claim(room), [], 'a message does not end a claim');

  await core.db.pool.query('update webhook_lanes set due_at = now()');
  const [second] = await lanes.claim(room);
  if (!second) throw new Error('nothing to claim');
  await lanes.settle(first, head, { statusCode: 200, error: null });
  await lanes.retry(first, head, { statusCode: 500, error: 'answered 500' }, 0);
  await lanes.release(first, 0);
  t.equal(await lanes.next(first), undefined);
  t.match(await outbox(), [{ status: 'pending', attempts: 0 }, { status: 'pending' }]);
  t.same(await lanes.claim(room), [], 'the second one’s claim stands');

  for (const seq of [1, 2]) {
    const next = await lanes.next(second);
    t.equal(next?.seq, seq);
    if (next) await lanes.settle(second, next, { statusCode: 200, error: null });
  }
  // Committed after the worker has looked, before it gives the lane back.
  const client = await core.db.pool.connect();
  await client.query('begin');
  await client.query(send(conversationId, message('').senderId));
  const given = lanes.next(second);
  await eventually(async () => {
    const { rows } = await core.db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  }, 'the worker’s waiting for the message');
  await client.query('commit');
  client.release();
  t.equal(await given, undefined);
  const [third] = await lanes.claim(room);
  t.equal(third && (await lanes.next(third))?.seq, 3);
});

test('what is old goes, what is pending stays, what a deleted webhook has left goes', async (t) => {
  const { core, admin, message, outbox, seqs } = await desk(t);
  const create = () => core.webhooks.create(admin.actor, { url, events: ['message.created'] });
  const kept = await create();
  for (let i = 0; i < 4; i += 1) await core.store.store(message(`m${i}`));
  const week = `interval '8 days'`;
  const health = new WebhookHealth(core.db, core.config);
  t.equal((await health.backlog()).pending, 4);
  await core.db.pool.query(`update webhook_deliveries set created_at = now() - ${week}`);
  await core.db.pool.query(
    `update webhook_deliveries set status = 'delivered', settled_at = now() - ${week} where seq = 1`,
  );
  await core.db.pool.query(
    `update webhook_deliveries set status = 'failed', settled_at = now() - ${week} where seq = 2`,
  );
  await core.db.pool.query(`update webhook_deliveries set status = 'delivered', settled_at = now() where seq = 3`);
  t.equal(await pruneDeliveries(core.db, core.config), 2);
  t.same(await seqs(), [3, 4]);
  const { pending, oldestSeconds } = await health.backlog();
  t.equal(pending, 1);
  t.ok(oldestSeconds > 7 * 86_400 && oldestSeconds < 9 * 86_400);
  await core.webhooks.update(admin.actor, kept._id, { isActive: false });
  t.equal(await pruneDeliveries(core.db, core.config), 1, 'waited for one that is off');
  const other = await create();
  await core.store.store(message('for another'));
  await core.webhooks.remove(admin.actor, other._id);
  await pruneDeliveries(core.db, core.config);
  t.same(await seqs(), [3]);
  t.equal((await core.db.pool.query('select from webhook_lanes where webhook_id = $1', [other._id])).rowCount, 0);
  t.equal((await outbox()).length, 1);
});

test('a busy week goes in one run: the outbox does not grow faster than it is pruned', async (t) => {
  const { core, admin } = await desk(t);
  const kept = await core.webhooks.create(admin.actor, { url, events: ['message.created'] });
  const make = (webhookId: string, count: number, settled: string) =>
    core.db.pool.query(
      `insert into webhook_deliveries (webhook_id, lane, event, seq, status, settled_at)
        select $1, gen_random_uuid(), 'message.created', i, 'delivered', now() - $3::interval from generate_series(1, $2) i`,
      [webhookId, count, settled],
    );
  await make(kept._id, 25_000, '8 days');
  await make(kept._id, 3, '6 days');
  await make('00000000-0000-4000-8000-000000000000', 15_000, '0 days');
  t.equal(await pruneDeliveries(core.db, core.config), 40_000);
  const { rows } = await core.db.pool.query('select webhook_id, count(*)::integer from webhook_deliveries group by 1');
  t.same(rows, [{ webhook_id: kept._id, count: 3 }]);
});
