import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t, { TYPING_EXPIRY_MS: 300 });

test('typing is told to the room, and to none of the typist’s devices', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const second = await cluster.connect(1, customer);
  await second.ask('conversation:join', { conversationId: id });
  second.forget();
  const typing = { conversationId: id, userId: customer.id, userName: customer.name };
  t.strictSame(await customerDevice.ask('typing:start', { conversationId: id }), { conversationId: id });
  t.strictSame(await agentDevice.waitFor('typing:user-typing'), typing);
  await customerDevice.ask('typing:stop', { conversationId: id });
  t.strictSame(await agentDevice.waitFor('typing:user-stopped'), typing);
  for (const device of [customerDevice, second]) {
    await cluster.settled(device, { conversation: id, person: customer.id });
    t.same(device.log, []);
  }
  await agentDevice.ask('typing:start', { conversationId: id });
  t.equal((await second.waitFor('typing:user-typing')).userId, agent.id);
});

test('it expires by itself, once', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const before = Date.now();
  await customerDevice.ask('typing:start', { conversationId: id });
  await agentDevice.waitFor('typing:user-stopped');
  t.ok(Date.now() - before >= 290, `after ${Date.now() - before} ms`);
  // Stopping what has stopped says nothing.
  await customerDevice.ask('typing:stop', { conversationId: id });
  await cluster.settled(agentDevice, { conversation: id });
  t.same(
    agentDevice.log.map(({ event }) => event),
    ['typing:user-typing', 'typing:user-stopped'],
  );
});

test('keys pressed one after the other are one typing', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  for (let i = 0; i < 20; i += 1) await customerDevice.ask('typing:start', { conversationId: id });
  await agentDevice.waitFor('typing:user-stopped');
  t.equal(agentDevice.received('typing:user-typing').length, 1);
});

test('stopping, leaving and disconnecting end it without waiting for the expiry', async (t) => {
  const slow = await ChatCluster.start(t, { TYPING_EXPIRY_MS: 60_000 });
  const ways = ['stop', 'leave', 'disconnect'] as const;
  for (const way of ways) {
    const { id, customerDevice, agentDevice } = await slow.liveTalk();
    await customerDevice.ask('typing:start', { conversationId: id });
    await agentDevice.waitFor('typing:user-typing');
    if (way === 'stop') await customerDevice.ask('typing:stop', { conversationId: id });
    else if (way === 'leave') await customerDevice.ask('conversation:leave', { conversationId: id });
    else customerDevice.close();
    await agentDevice.waitFor('typing:user-stopped');
    t.pass(way);
  }
});

test('one who has not joined the room may type, and hears nothing of it', async (t) => {
  const { agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  await agentDevice.ask('conversation:leave', { conversationId: id });
  await agentDevice.ask('typing:start', { conversationId: id });
  t.equal((await customerDevice.waitFor('typing:user-typing')).userId, agent.id);
  await customerDevice.ask('typing:start', { conversationId: id });
  await cluster.settled(agentDevice, { person: agent.id });
  t.same(agentDevice.log, []);
});
