import { makePerson } from '@samvad/core/testing';
import { test } from 'tap';
import type { ConnectRefused } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';

const [former, next] = ['f'.repeat(40), 'n'.repeat(40)];

test('sockets live through the replacement of the secret', async (t) => {
  const cluster = await ChatCluster.start(t, {}, { nodes: 0 });
  await cluster.startNode({ JWT_SECRET: former, JWT_SECRET_ACCEPTED: next });
  await cluster.startNode({ JWT_SECRET: next, JWT_SECRET_ACCEPTED: former });
  const [old, renewed] = [cluster.node(0).core.tokens, cluster.node(1).core.tokens];
  const person = await makePerson(cluster.core, 'User');

  const here = await cluster.connect(0, { ...person, token: renewed.sign(person.actor) });
  const there = await cluster.connect(1, { ...person, token: old.sign(person.actor) });
  t.match(await here.attempt('auth:refresh', { token: renewed.sign(person.actor) }), { ok: true });
  t.match(await there.attempt('auth:refresh', { token: old.sign(person.actor) }), { ok: true });

  await cluster.startNode({ JWT_SECRET: next });
  const late = cluster.device(2, old.sign(person.actor)).connected();
  const refusal = await late.then(() => undefined).catch((error: ConnectRefused) => error.data);
  t.match(refusal, { code: 'UNAUTHORIZED' }, 'what is accepted no more is refused');
  t.ok(here.socket.connected && there.socket.connected);
});
