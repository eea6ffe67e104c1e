import { randomUUID } from 'node:crypto';
import { clientEvents } from '@samvad/contract';
import { makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import type { ChatClient } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const { core } = cluster;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test('message:send answers with the stored message, and the events carry the same', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const admin = await makePerson(core, 'Admin');
  const adminDevice = await cluster.connect(1, admin);
  await adminDevice.ask('conversation:join', { conversationId: id });
  const senders = [
    { person: customer, device: customerDevice },
    { person: agent, device: agentDevice },
    { person: admin, device: adminDevice },
  ];
  for (const [i, { person, device }] of senders.entries()) {
    const text = `नमस्ते 👋 from ${person.actor.role}`;
    const message = await device.ask('message:send', {
      conversationId: id,
      messageType: 'text',
      content: text,
      clientMessageId: `id-${i}`,
    });
    t.match(message, {
      _id: String,
      conversationId: id,
      seq: i + 1,
      senderId: person.id,
      sender: { id: person.id, name: person.name, role: person.actor.role, avatarUrl: null },
      messageType: 'text',
      content: text,
      mediaId: null,
      clientMessageId: `id-${i}`,
      isRead: false,
      readAt: null,
      isDelivered: false,
      deliveredAt: null,
      createdAt: timestamp,
    });
    t.notOk('phone' in message.sender, 'a phone number is not told to a room');
    t.strictSame(await device.waitFor('message:sent', ({ seq }) => seq === message.seq), message);
    for (const { device: reader } of senders) {
      t.strictSame(await reader.waitFor('message:new', ({ seq }) => seq === message.seq), message);
    }
  }
});

test('what has no content, too much, or what cannot be stored is VALIDATION and never stored', async (t) => {
  const { id, customerDevice } = await cluster.liveTalk();
  const text = { conversationId: id, messageType: 'text' };
  const refused: Record<string, unknown> = {
    'no payload': undefined,
    null: null,
    'a string': 'hello',
    'an array': [{ ...text, content: 'x' }],
    'no conversation': { messageType: 'text', content: 'x' },
    'a numeric conversation': { ...text, conversationId: 5, content: 'x' },
    'an empty conversation': { ...text, conversationId: '', content: 'x' },
    'no type': { conversationId: id, content: 'x' },
    'an unknown type': { ...text, messageType: 'poem', content: 'x' },
    'a system message': { ...text, messageType: 'system', content: 'x' },
    'no content': text,
    'null content': { ...text, content: null },
    'empty content': { ...text, content: '' },
    'blank content': { ...text, content: ' \n\t ' },
    'a number': { ...text, content: 7 },
    'an object': { ...text, content: { toString: 'x' } },
    'too long': { ...text, content: 'x'.repeat(4_001) },
    NUL: { ...text, content: 'a\0b' },
    'a lone surrogate': { ...text, content: 'a\ud800b' },
    'an image without media': { ...text, messageType: 'image' },
    'a numeric client id': { ...text, content: 'x', clientMessageId: 1 },
    'an empty client id': { ...text, content: 'x', clientMessageId: '' },
    'a long client id': { ...text, content: 'x', clientMessageId: 'x'.repeat(65) },
    'a client id with NUL': { ...text, content: 'x', clientMessageId: 'a\0' },
  };
  for (const [what, payload] of Object.entries(refused)) {
    t.equal(await customerDevice.codeOf('message:send', payload), 'VALIDATION', what);
  }
  // The longest there may be, in characters, not in bytes; and nothing of the above has taken a seq.
  const longest = await customerDevice.send(id, '👋'.repeat(4_000), 'x'.repeat(64));
  t.equal(longest.seq, 1);
  t.equal((await customerDevice.send(id, '  kept as it is  ')).content, '  kept as it is  ');
});

test('fields that only the server may set are not taken from a client', async (t) => {
  const { id, agent, customer, customerDevice } = await cluster.liveTalk();
  const answer = await customerDevice.attempt('message:send', {
    conversationId: id,
    messageType: 'text',
    content: 'mine',
    senderId: agent.id,
    seq: 77,
    isRead: true,
    createdAt: '2001-01-01T00:00:00.000Z',
    role: 'Admin',
  });
  t.match(answer, { ok: true, data: { senderId: customer.id, seq: 1, isRead: false } });
});

test('a conversation that is not yours is NOT_FOUND, as is one that is none', async (t) => {
  const { id, customerDevice } = await cluster.liveTalk();
  const message = await customerDevice.send(id, 'private');
  const people = await Promise.all([makePerson(core, 'User'), makePerson(core, 'Support')]);
  const { customer: otherCustomer, agent: otherAgent, id: otherId } = await cluster.talk();
  const uuidShaped = randomUUID();
  for (const person of [...people, otherCustomer, otherAgent]) {
    const device = await cluster.connect(1, person);
    for (const conversationId of [id, uuidShaped, 'nope', `${id} `, id.toUpperCase(), '../..', "'; drop table users"]) {
      const requests: [string, object][] = [
        ['conversation:join', {}],
        ['conversation:join', { afterSeq: 0 }],
        ['conversation:mark-all-read', {}],
        ['message:send', { messageType: 'text', content: 'x' }],
        ['message:read', { messageId: message._id }],
        ['message:delivered', { seq: 1 }],
        ['typing:start', {}],
      ];
      for (const [event, rest] of requests) {
        const code = await device.codeOf(event, { conversationId, ...rest });
        t.equal(code, 'NOT_FOUND', `${person.actor.role}: ${event} ${conversationId}`);
      }
      // Leaving and falling silent tell nothing: the same answer, whether there is such a conversation or not.
      for (const event of ['conversation:leave', 'typing:stop'] as const) {
        t.strictSame(await device.ask(event, { conversationId }), { conversationId });
      }
    }
    const { conversations } = await device.ask('sync', { conversations: { [id]: 0, [uuidShaped]: 0, nope: 0 } });
    t.strictSame(conversations, {}, 'sync leaves them out');
  }
  const stranger = await cluster.connect(0, otherCustomer);
  const own = { conversationId: otherId, messageId: message._id };
  t.equal(await stranger.codeOf('message:read', own), 'NOT_FOUND', 'a message of another conversation');
  for (const messageId of [`${otherId}.0`, `${otherId}.-1`, `${otherId}.1.5`, `${otherId}.99999999999`, otherId, 'x']) {
    t.equal(await stranger.codeOf('message:read', { conversationId: otherId, messageId }), 'NOT_FOUND', messageId);
  }
  const media = { conversationId: otherId, messageType: 'image', mediaId: randomUUID() };
  t.equal(await stranger.codeOf('message:send', media), 'NOT_FOUND', 'unknown media');
  await cluster.settled(customerDevice, { conversation: id });
  t.same(
    customerDevice.log.filter(({ event }) => event !== 'message:new' && event !== 'message:sent'),
    [],
    'nobody has seen anything of it',
  );
});

test('the same clientMessageId with other content is CONFLICT', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const first = await customerDevice.send(id, 'one', 'same');
  t.strictSame(await customerDevice.send(id, 'one', 'same'), first, 'a retry is the first message');
  const other = { conversationId: id, messageType: 'text', content: 'two', clientMessageId: 'same' };
  t.equal(await customerDevice.codeOf('message:send', other), 'CONFLICT');
  t.equal((await agentDevice.send(id, 'two', 'same')).seq, 2, "another person's id is another id");
});

test('payloads of every event are checked', async (t) => {
  const { id, customerDevice } = await cluster.liveTalk();
  const wrong: unknown[] = [undefined, null, 1, 'x', [], {}, { conversationId: 1 }, { conversationId: '' }, true];
  for (const event of Object.keys(clientEvents)) {
    for (const payload of wrong) {
      t.equal(await customerDevice.codeOf(event, payload), 'VALIDATION', `${event} ${JSON.stringify(payload)}`);
    }
  }
  for (const afterSeq of [-1, 1.5, '1', null, 2 ** 60]) {
    const join = { conversationId: id, afterSeq };
    t.equal(await customerDevice.codeOf('conversation:join', join), 'VALIDATION', `afterSeq ${afterSeq}`);
  }
  for (const seq of [-1, 1.5, '1', null, undefined]) {
    t.equal(await customerDevice.codeOf('message:delivered', { conversationId: id, seq }), 'VALIDATION', `seq ${seq}`);
    t.equal(await customerDevice.codeOf('sync', { conversations: { [id]: seq ?? null } }), 'VALIDATION', `sync ${seq}`);
  }
});

test('with no callback an error comes as chat:error', async (t) => {
  const { customerDevice } = await cluster.liveTalk();
  const attempts: [event: string, payload: unknown, code: string][] = [
    ['message:send', { messageType: 'text' }, 'VALIDATION'],
    ['conversation:join', { conversationId: 'nope' }, 'NOT_FOUND'],
    ['no:such-event', {}, 'VALIDATION'],
  ];
  for (const [event, payload, code] of attempts) {
    customerDevice.forget();
    customerDevice.fire(event, payload);
    const error = await customerDevice.waitFor('chat:error');
    t.match(error, { event, code, message: /./ });
  }
  t.equal(await customerDevice.codeOf('no:such-event', {}), 'VALIDATION', 'and with one it is the answer');
  // An answer is an answer: not both.
  customerDevice.forget();
  await customerDevice.codeOf('message:send', {});
  customerDevice.fire('no:such-event');
  await customerDevice.waitFor('chat:error', ({ event }) => event === 'no:such-event');
  t.equal(customerDevice.received('chat:error').length, 1);
});

test('without a callback what succeeds is done all the same', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  customerDevice.fire('message:send', { conversationId: id, messageType: 'text', content: 'no callback' });
  const message = await agentDevice.waitFor('message:new');
  t.equal(message.content, 'no callback');
  t.strictSame(await customerDevice.waitFor('message:sent'), message);
  agentDevice.fire('message:read', { conversationId: id, messageId: message._id });
  t.match(await customerDevice.waitFor('message:read'), { upToSeq: 1 });
  agentDevice.fire('conversation:leave', { conversationId: id });
  agentDevice.fire('conversation:join', { conversationId: id, afterSeq: 0 });
  const joined = await agentDevice.waitFor('conversation:joined');
  t.match(joined, { conversationId: id, lastSeq: 1, hasMore: false, missed: [{ seq: 1, isRead: true }] });
});

test('conversation:join answers with the head and, when asked, what was missed', async (t) => {
  const { id, agent, customerDevice } = await cluster.liveTalk();
  for (const text of ['one', 'two', 'three']) await customerDevice.send(id, text);
  const device = await cluster.connect(1, agent);
  const plain = await device.ask('conversation:join', { conversationId: id });
  const viewers = [{ userId: agent.id, userName: agent.name }];
  const receipts = { deliveredUpToSeq: 0, deliveredAt: null, readUpToSeq: 0, readAt: null };
  t.strictSame(plain, { conversationId: id, lastSeq: 3, missed: [], hasMore: false, receipts, viewers });
  t.strictSame(await device.waitFor('conversation:joined'), plain);
  device.forget();
  const after = await device.ask('conversation:join', { conversationId: id, afterSeq: 1 });
  t.same(
    after.missed.map(({ content }) => content),
    ['two', 'three'],
  );
  t.strictSame(await device.waitFor('conversation:joined'), after);
  const beyond = await device.ask('conversation:join', { conversationId: id, afterSeq: 99 });
  t.strictSame(beyond, { conversationId: id, lastSeq: 3, missed: [], hasMore: false, receipts, viewers });
});

test('the role decides who sees whose phone number in what was missed', async (t) => {
  const { id, customer, customerDevice, agentDevice } = await cluster.liveTalk();
  await agentDevice.send(id, 'from the agent');
  await customerDevice.send(id, 'from the customer');
  const seenByCustomer = await customerDevice.ask('conversation:join', { conversationId: id, afterSeq: 0 });
  t.notOk('phone' in (seenByCustomer.missed[0]?.sender ?? {}), 'a customer never sees an agent’s');
  const seenByAgent = await agentDevice.ask('conversation:join', { conversationId: id, afterSeq: 0 });
  t.equal(seenByAgent.missed[1]?.sender.phone, customer.phone);
});

/** How many of `count` requests at once are not refused. */
async function allowed(device: ChatClient, count: number): Promise<number> {
  const codes = await Promise.all(Array.from({ length: count }, () => device.codeOf('sync', { conversations: {} })));
  return codes.filter((code) => code !== 'RATE_LIMITED').length;
}

test('a socket that asks too often is RATE_LIMITED, and may go on a little later', async (t) => {
  const index = cluster.nodes.indexOf(await cluster.startNode({ EVENTS_PER_SECOND: 10 }));
  const { customer, agent, id } = await cluster.talk();
  const [device, bystander] = await Promise.all([cluster.connect(index, customer), cluster.connect(index, agent)]);
  const first = await allowed(device, 25);
  t.ok(first >= 20 && first < 25, `${first} of a burst`);
  const refused = { conversationId: id, messageType: 'text', content: 'never' };
  while ((await device.codeOf('message:send', refused)) === undefined);
  await bystander.send(id, 'others do not feel it');
  // As a client would: not at once. Each refusal counts as well, and hammering on would not end the limit.
  let again = await device.codeOf('message:send', { ...refused, content: 'again' });
  for (let i = 0; again === 'RATE_LIMITED' && i < 20; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    again = await device.codeOf('message:send', { ...refused, content: 'again' });
  }
  t.equal(again, undefined, 'the limit has ended');
  t.ok(device.socket.connected);
});

test('of two agents who answer at once, on two nodes, one does, and nobody hears of the other', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const admin = await makePerson(cluster.core, 'Admin');
  const adminDevice = await cluster.connect(0, admin);
  const codes: (string | undefined)[] = [];
  for (let round = 0; round < 10; round += 1) {
    const { seq } = await customerDevice.send(id, 'a question');
    const answer = { conversationId: id, messageType: 'text', content: 'an answer', unlessAnsweredAfter: seq };
    const both = await Promise.all([agentDevice, adminDevice].map((device) => device.codeOf('message:send', answer)));
    t.same(both.filter((code) => code === undefined).length, 1);
    codes.push(...both.filter((code) => code !== undefined));
  }
  t.same(codes, Array(10).fill('ALREADY_ANSWERED'));
  await customerDevice.until(() => customerDevice.received('message:new').length >= 20);
  await cluster.settled(customerDevice, { conversation: id });
  t.equal(customerDevice.received('message:new').length, 20);
});
