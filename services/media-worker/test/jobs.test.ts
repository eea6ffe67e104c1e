import { eventually, makeConversation, makePerson, startBackends, testConfig, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { startServer } from '../src/server.js';

for (const cluster of [false, true]) {
  test(`jobs run by themselves${cluster ? ', on a Redis Cluster too' : ''}`, async (t) => {
    const backends = await startBackends(t, { cluster });
    const core = await testCore(t, backends);
    const person = await makePerson(core, 'User');
    await core.db.pool.query(`update sessions set expires_at = now() - interval '2 days'`);
    const kept = await core.sessions.start(person.id, 'User');
    await core.db.pool.query(
      `insert into revocations (kind, subject_id, user_id, revoked_at) values ('user', $1, $1, now() - interval '1 day')`,
      [person.id],
    );
    const worker = await startServer(testConfig(backends));
    try {
      const rows = async (table: string) => (await core.db.pool.query(`select * from ${table}`)).rows;
      await eventually(async () => (await rows('revocations')).length === 0, 'pruning of revocations');
      await eventually(async () => (await rows('sessions')).length === 1, 'pruning of sessions');
      t.same(
        (await rows('sessions')).map(({ id }) => id),
        [kept.actor.sessionId],
      );
      const ready = await fetch(`http://127.0.0.1:${worker.port}/health/ready`);
      t.equal(ready.status, 200);
    } finally {
      await worker.stop();
    }
  });
}

test('what a customer opens again after its agent has gone goes to another', async (t) => {
  const backends = await startBackends(t);
  const core = await testCore(t, backends);
  const [admin, leaves, stays] = await Promise.all([
    makePerson(core, 'Admin'),
    makePerson(core, 'Support'),
    makePerson(core, 'Support'),
  ]);
  const worker = await startServer(testConfig(backends));
  t.teardown(() => worker.stop());
  for (const change of [{ isActive: false }, { isActive: true, role: 'User' as const }]) {
    const customer = await makePerson(core, 'User');
    const id = await makeConversation(core, customer, leaves);
    await core.updater.update(admin.actor, id, { status: 'resolved' });
    await core.peopleManager.update(admin.actor, leaves.id, change);
    t.equal((await core.conversations.get(admin.actor, id)).assignedSupportId, leaves.id);
    await core.sender.send(customer.actor, { conversationId: id, messageType: 'text', content: 'again' });
    const agent = async () => (await core.conversations.get(admin.actor, id)).assignedSupportId;
    await eventually(async () => (await agent()) === stays.id, 'another agent', 15_000);
    t.match(await core.conversations.get(stays.actor, id), { status: 'open', unreadCount: 1 });
  }
});
