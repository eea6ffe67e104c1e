import { serverEvents } from '@samvad/contract';
import { eventually } from '@samvad/core/testing';
import t, { test } from 'tap';
import type { ChatClient } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';

// What clients in other languages rely on: their libraries are less forgiving than JavaScript's.
const cluster = await ChatCluster.start(t, { PRESENCE_GRACE_MS: 300, REVOCATION_POLL_MS: 200 });

/** Every event with all its arguments, and every packet, that come to a device. */
function listen(device: ChatClient) {
  const events: { event: string; args: unknown[] }[] = [];
  const packets: unknown[] = [];
  device.socket.onAny((event: string, ...args: unknown[]) => events.push({ event, args }));
  device.socket.io.engine.on('packet', ({ data }: { data?: unknown }) => packets.push(data));
  return { events, packets };
}

test('every event has exactly one argument, plain JSON, and no packet is binary', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const away = await cluster.connect(0, agent);
  const heard = [customerDevice, agentDevice, away].map(listen);
  const conversationId = id;
  await agentDevice.ask('conversation:join', { conversationId });
  await customerDevice.ask('typing:start', { conversationId });
  await customerDevice.ask('typing:stop', { conversationId });
  const sent = await customerDevice.send(id, 'from a phone');
  await away.waitFor('notification:new-message');
  await agentDevice.ask('message:delivered', { conversationId, seq: sent.seq });
  await agentDevice.ask('message:read', { conversationId, messageId: sent._id });
  await away.waitFor('unread:update');
  await cluster.core.updater.update(agent.actor, id, { status: 'pending' });
  customerDevice.fire('conversation:join', { conversationId: 'x' });
  await customerDevice.waitFor('chat:error');
  await away.ask('conversation:join', { conversationId });
  const tablet = await cluster.connect(1, customer);
  tablet.close();
  await cluster.core.accounts.logout(customer.actor);
  await customerDevice.waitFor('auth:expired');
  await agentDevice.waitFor('user:offline');
  const { actor } = await cluster.core.sessions.start(customer.id, customer.actor.role);
  const back = await cluster.device(1, cluster.core.tokens.sign(actor)).connected();
  await agentDevice.waitFor('user:online');
  back.close();

  const events = heard.flatMap((one) => one.events);
  for (const { event, args } of events) {
    t.equal(args.length, 1, `${event} has one argument`);
    t.strictSame(args[0], JSON.parse(JSON.stringify(args[0])), `${event} is plain JSON`);
  }
  const seen = new Set(events.map(({ event }) => event));
  // A media takes a worker, and viewers change with a second agent: their events go the same way out.
  const others = ['media:updated', 'conversation:viewers'];
  t.same(
    Object.keys(serverEvents).filter((event) => !seen.has(event) && !others.includes(event)),
    [],
    'all of them were heard',
  );
  for (const data of heard.flatMap(({ packets }) => packets)) {
    if (data !== undefined) t.type(data, 'string', 'a packet is text');
  }
});

test('an acknowledgement is one object, whatever is asked', async (t) => {
  const { customer, id } = await cluster.talk();
  const device = await cluster.connect(0, customer);
  const ask = (event: string, payload: unknown) =>
    new Promise<unknown[]>((resolve) => device.socket.emit(event, payload, (...args: unknown[]) => resolve(args)));
  const good = await ask('conversation:join', { conversationId: id });
  t.match(good, [{ ok: true, data: { conversationId: id } }]);
  t.equal(good.length, 1);
  for (const [event, payload] of [
    ['conversation:join', { conversationId: 'x' }],
    ['message:send', null],
    ['no:such-event', {}],
  ] as const) {
    const bad = await ask(event, payload);
    t.match(bad, [{ ok: false, error: { code: String, message: String } }]);
    t.equal(bad.length, 1);
  }
});

test('a device that holds two connections at once, as after a hasty reconnect, is one device in effect', async (t) => {
  const { customer, agent, id } = await cluster.talk();
  const agentDevice = await cluster.connect(1, agent);
  const twins = await Promise.all([cluster.connect(0, customer), cluster.connect(1, customer)]);
  await agentDevice.waitFor('user:online', ({ userId }) => userId === customer.id);
  const conversationId = id;
  for (const twin of twins) await twin.ask('conversation:join', { conversationId });

  const sent = await Promise.all(twins.map((twin) => twin.send(id, 'hello', 'one-id')));
  t.equal(sent[0]?._id, sent[1]?._id, 'one message');
  await agentDevice.waitFor('notification:new-message');
  await cluster.settled(agentDevice, { person: agent.id });
  t.equal(agentDevice.received('notification:new-message').length, 1, 'told once');
  t.equal((await agentDevice.ask('sync', { conversations: {} })).unreadTotal, 1);

  await agentDevice.ask('conversation:join', { conversationId });
  const answer = await agentDevice.send(id, 'yes?');
  for (const twin of twins) await twin.waitFor('message:new', ({ seq }) => seq === answer.seq);
  await Promise.all(twins.map((twin) => twin.ask('conversation:mark-all-read', { conversationId })));
  await Promise.all(twins.map((twin) => twin.ask('message:delivered', { conversationId, seq: answer.seq })));
  await cluster.settled(agentDevice, { conversation: id });
  const reads = agentDevice.received('message:read').filter(({ userId }) => userId === customer.id);
  // Two nodes that are asked in the same moment may both say so; what they say is the same.
  t.same([...new Set(reads.map(({ upToSeq }) => upToSeq))], [answer.seq]);
  t.same(await agentDevice.ask('sync', { conversations: { [id]: answer.seq } }).then(({ unread }) => unread), {
    [id]: 1,
  });

  const [first, second] = twins as [ChatClient, ChatClient];
  first.close();
  await first.ended;
  // Longer than the grace period: what this connection takes with it, it has taken by then.
  const { rows } = await cluster.core.db.pool.query('select pg_sleep(1)');
  t.equal(rows.length, 1);
  await cluster.settled(agentDevice, { person: agent.id });
  t.same(agentDevice.received('user:offline'), [], 'still online');
  const later = await agentDevice.send(id, 'are you there?');
  await second.waitFor('message:new', ({ seq }) => seq === later.seq);
  second.close();
  await agentDevice.waitFor('user:offline', ({ userId }) => userId === customer.id);
});

const poll = (query: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${cluster.node(0).port}/socket.io/?transport=polling${query}`, init);

test('nothing relies on cookies', async (t) => {
  const { customer } = await cluster.talk();
  const opened = await poll('&EIO=4');
  t.same(opened.headers.getSetCookie(), []);
  const { sid } = JSON.parse((await opened.text()).slice(1));
  const cookie = 'io=of-another-server; session=stale; token=x';
  const auth = `40${JSON.stringify({ token: customer.token })}`;
  const posted = await poll(`&EIO=4&sid=${sid}`, { method: 'POST', body: auth, headers: { cookie } });
  t.equal(posted.status, 200);
  const answer = await poll(`&EIO=4&sid=${sid}`);
  t.match(await answer.text(), /^40\{"sid":/, 'let in by what it says alone, cookies or not');
  t.same([...posted.headers.getSetCookie(), ...answer.headers.getSetCookie()], []);
});

test('auth may carry more than the token', async (t) => {
  const { customer } = await cluster.talk();
  const extra = { platform: 'android', userId: 'somebody', actor: { role: 'Admin' }, __proto__: { role: 'Admin' } };
  const device = await cluster.device(0, '', { auth: { token: customer.token, ...extra } }).connected();
  const { data } = [...cluster.node(0).io.of('/').sockets.values()].find(({ id }) => id === device.socket.id) ?? {};
  t.match(data?.actor, { userId: customer.id, role: 'User' }, 'and none of it counts');
});

test('a client that begins with long polling goes over to WebSocket, and misses nothing on the way', async (t) => {
  const { customer, agent, id } = await cluster.talk();
  const writer = await cluster.connect(1, agent);
  const device = await cluster.connect(0, customer, { transports: ['polling', 'websocket'] });
  await device.ask('conversation:join', { conversationId: id });
  let written = 0;
  while (device.socket.io.engine.transport.name !== 'websocket' || written < 5) {
    written += 1;
    await writer.send(id, `${written}`);
  }
  await eventually(() => device.received('message:new').length >= written, 'all of them');
  t.same(
    device.received('message:new').map(({ content }) => Number(content)),
    Array.from({ length: written }, (_, i) => i + 1),
    'each once, in order',
  );
});

test('Engine.IO 4 only: a client of version 3 is told so at once', async (t) => {
  for (const query of ['&EIO=3', '', '&EIO=5']) {
    const answer = await poll(query);
    t.equal(answer.status, 400, query);
    t.same(await answer.json(), { code: 5, message: 'Unsupported protocol version' });
  }
});
