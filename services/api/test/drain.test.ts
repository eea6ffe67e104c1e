import { Agent, get } from 'node:http';
import type { Message } from '@samvad/contract';
import { eventually, makeConversation, makePerson, startBackends, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startNode } from './support/api.js';
import { holdConversation } from './support/hold-conversation.js';
import { isMessage } from './support/shapes.js';

const asInProduction = { DRAIN_NOTICE_MS: 1_000 };

test('a node that stops', async (t) => {
  const backends = await startBackends(t);
  const core = await testCore(t, backends);
  const server = await startNode(t, backends, asInProduction);
  const api = clientOf(server);
  const [customer, agent] = [await makePerson(core, 'User'), await makePerson(core, 'Support')];
  const id = await makeConversation(core, customer, agent);
  const send = (content: string) =>
    api.as(customer).post<{ data: Message }>(`chat/messages/${id}`, { messageType: 'text', content });

  // Someone holds the conversation, so that a send is under way for as long as the test needs it to be.
  const { lock, underWay } = await holdConversation(t, core, id, () => send('before the stop'));

  const stopped = server.stop();
  let done = false;
  stopped.then(() => {
    done = true;
  });

  await t.test('says so, and still answers', async (t) => {
    const ready = await eventually(
      async () => {
        const answer = await api.get<{ status: string }>('/health/ready');
        return answer.status === 503 ? answer : undefined;
      },
      'not ready',
      1_000,
    );
    t.equal(ready?.body.status, 'draining');
    t.equal((await api.get('/health/live')).status, 200, 'alive nevertheless');
    t.equal((await api.as(customer).get('users/me')).status, 200, 'who has not noticed yet is served');
  });

  await t.test('takes no more connections in the end', async () => {
    await eventually(
      () =>
        api.get('/health/live').then(
          () => false,
          () => true,
        ),
      'the port is closed',
    );
  });

  await t.test('finishes what is under way', async (t) => {
    t.notOk(done, 'it waits for it');
    await lock.query('rollback');
    const answer = await underWay;
    t.equal(answer.status, 201);
    isMessage(t, answer.body.data);
    await stopped;
    const { rows } = await core.db.pool.query('select content from messages where conversation_id = $1', [id]);
    t.same(rows, [{ content: 'before the stop' }]);
  });
});

test('a connection that a proxy keeps is not ended under a request', async (t) => {
  const backends = await startBackends(t);
  const server = await startNode(t, backends, asInProduction);
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (agent: Agent) =>
    new Promise<{ status: number | undefined; connection: string | undefined; reused: boolean }>((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port: server.port, path: '/health/live', agent }, (answer) => {
        const { statusCode: status, headers } = answer;
        answer
          .resume()
          .once('end', () => resolve({ status, connection: headers.connection, reused: request.reusedSocket }));
      }).once('error', reject);
    });
  t.match(await ask(kept), { status: 200, connection: 'keep-alive', reused: false });
  const stopped = server.stop();
  const isRefused = () =>
    ask(new Agent()).then(
      () => false,
      ({ code }) => code === 'ECONNREFUSED',
    );
  await eventually(isRefused, 'no new connection is taken', 5_000);
  t.match(await ask(kept), { status: 200, connection: 'close', reused: true }, 'it is answered, for the last time');
  await stopped;
});
