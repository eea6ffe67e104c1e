import { eventually, makePerson, startBackends, testConfig, testCore } from '@samvad/core/testing';
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
