import { once } from 'node:events';
import { eventually } from '@samvad/core/testing';
import t, { test } from 'tap';
import { WebSocket } from 'ws';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t, { MAX_SOCKET_BUFFER_BYTES: 300_000, MAX_FRAME_BYTES: 60_000 });

test('a frame that is too large ends its own connection and no other', async (t) => {
  const { customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  for (const transport of ['websocket', 'polling']) {
    const rude = await cluster.connect(0, customer, { transports: [transport] });
    rude.fire('message:send', { conversationId: id, messageType: 'text', content: 'x'.repeat(70_000) });
    t.match(await rude.ended, /transport/, transport);
  }
  // What just fits is a message like any other, as far as its size goes.
  const large = { conversationId: id, messageType: 'text', content: 'x'.repeat(50_000) };
  t.equal(await customerDevice.codeOf('message:send', large), 'VALIDATION');
  await customerDevice.send(id, 'still here');
  t.equal((await agentDevice.waitFor('message:new')).seq, 1);
});

test('who floods is refused, and in the end cut off; others do not feel it', async (t) => {
  const index = cluster.nodes.indexOf(await cluster.startNode({ EVENTS_PER_SECOND: 10 }));
  const { customer, agent, id } = await cluster.talk();
  const [flooder, bystander] = await Promise.all([cluster.connect(index, customer), cluster.connect(index, agent)]);
  await bystander.ask('conversation:join', { conversationId: id });
  const flood = (count: number) => {
    for (let i = 0; i < count; i += 1) {
      flooder.fire('message:send', { conversationId: id, messageType: 'text', content: `${i}` });
    }
  };
  flood(40);
  const refusal = await flooder.waitFor('chat:error');
  t.match(refusal, { event: 'message:send', code: 'RATE_LIMITED' });
  t.ok(flooder.socket.connected, 'a warning first');
  flood(300);
  t.equal(await flooder.ended, 'io server disconnect');
  const sent = await bystander.send(id, 'unimpressed');
  t.ok(sent.seq <= 30, `${sent.seq - 1} of the flood were stored`);
  await bystander.waitFor('message:new', ({ seq }) => seq === sent.seq);
  await cluster.settled(bystander, { conversation: id });
  t.equal(bystander.received('message:new').length, sent.seq);
});

test('a client that stops reading is cut off, while others keep receiving', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const node = cluster.node(1);
  const slow = new WebSocket(`ws://127.0.0.1:${node.port}/socket.io/?EIO=4&transport=websocket`);
  t.teardown(() => slow.terminate());
  await once(slow, 'message');
  slow.send(`40${JSON.stringify({ token: agent.token })}`);
  const [connected] = (await once(slow, 'message')) as [Buffer];
  const { sid } = JSON.parse(connected.toString().slice(2)) as { sid: string };
  slow.send(`42["conversation:join",${JSON.stringify({ conversationId: id })}]`);
  await once(slow, 'message');
  slow.pause();
  const { sockets } = node.io.of('/');
  t.ok(sockets.has(sid));
  // The operating system takes some megabytes for it first.
  const cutOff = eventually(() => !sockets.has(sid), 'the slow client being cut off', 30_000);
  const state = { cut: false };
  void cutOff.then(() => {
    state.cut = true;
  });
  const text = '👋'.repeat(4_000);
  let sent = 0;
  while (!state.cut && sent < 4_000) {
    await Promise.all(Array.from({ length: 25 }, () => customerDevice.send(id, text)));
    sent += 25;
    customerDevice.forget();
  }
  await cutOff;
  await agentDevice.until(() => agentDevice.received('message:new').length >= sent);
  t.same(
    agentDevice.received('message:new').map(({ seq }) => seq),
    Array.from({ length: sent }, (_, i) => i + 1),
  );
  t.equal((await node.core.metrics.slowClients.get()).values[0]?.value, 1, 'it alone, and it is counted');
  const after = await customerDevice.send(id, 'after');
  t.equal((await agentDevice.waitFor('message:new', ({ seq }) => seq === after.seq)).senderId, customer.id);
});
