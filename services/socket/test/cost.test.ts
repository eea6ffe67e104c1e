import { makeConversation, makePerson, type TestPerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';
import { countStatements } from './support/statements.js';

/** Counts, not times: they are the same on a slow machine. Whatever runs by the clock is out of the way. */
const never = 600_000;
const cluster = await ChatCluster.start(
  t,
  {
    HEAD_CHECK_MS: never,
    UNREAD_AUDIT_MS: never,
    REVOCATION_POLL_MS: never,
    PRESENCE_GRACE_MS: 60_000,
    PRESENCE_LEASE_MS: never,
  },
  { nodes: 3 },
);
const { core } = cluster;
const statements = cluster.nodes.map((node) => countStatements(node.core));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const texts = () => statements.flatMap((one) => one.texts);
const reset = () => {
  for (const one of statements) one.reset();
};

test('one send is one statement, its two receipts are one each', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  // Names are looked up once.
  await customerDevice.send(id, 'warm');
  await agentDevice.send(id, 'warm');
  reset();
  const message = await customerDevice.send(id, 'counted');
  await agentDevice.waitFor('message:new', ({ seq }) => seq === message.seq);
  t.equal(texts().length, 1, texts().join('\n'));
  reset();
  await agentDevice.ask('message:delivered', { conversationId: id, seq: message.seq });
  await agentDevice.ask('message:read', { conversationId: id, messageId: message._id });
  await customerDevice.waitFor('message:read', ({ upToSeq }) => upToSeq === message.seq);
  t.equal(texts().length, 2, texts().join('\n'));
  reset();
  await customerDevice.ask('typing:start', { conversationId: id });
  await agentDevice.waitFor('typing:user-typing');
  await customerDevice.ask('typing:stop', { conversationId: id });
  t.equal(texts().length, 0, 'typing costs Postgres nothing');
});

test('200 sends at once are stored by fewer statements, and seen by no node that hosts nobody', async (t) => {
  const talks = await Promise.all(upTo(10).map(() => cluster.liveTalk()));
  const bystander = await makePerson(core, 'User');
  const elsewhere = await makePerson(core, 'Support');
  const foreign = await makeConversation(core, bystander, elsewhere);
  const bystanderDevice = await cluster.connect(2, bystander);
  await bystanderDevice.ask('conversation:join', { conversationId: foreign });
  for (const { id, customerDevice, agentDevice } of talks) {
    await customerDevice.send(id, 'warm');
    await agentDevice.send(id, 'warm');
  }
  const third = cluster.node(2).core;
  let packets = 0;
  third.subscriber.on('smessage', () => {
    packets += 1;
  });
  const counter = async () => (await third.metrics.framesReceived.get()).values[0]?.value ?? 0;
  const before = await counter();
  reset();
  await Promise.all(
    talks.flatMap(({ id, customerDevice, agentDevice }) =>
      upTo(10).flatMap((i) => [customerDevice.send(id, `c${i}`), agentDevice.send(id, `a${i}`)]),
    ),
  );
  for (const { customerDevice, agentDevice } of talks) {
    for (const device of [customerDevice, agentDevice]) {
      await device.until(() => device.received('message:new').length >= 22);
    }
  }
  const count = texts().length;
  t.ok(count <= 100, `${count} statements for 200 messages`);
  t.ok(texts().every((text) => text.includes('send_messages')));
  for (const { id, customerDevice, agentDevice } of talks) {
    await customerDevice.ask('typing:start', { conversationId: id });
    await agentDevice.ask('conversation:mark-all-read', { conversationId: id });
    await cluster.settled(customerDevice, { conversation: id });
  }
  // The third node is listening: what concerns its own person arrives there.
  t.equal(packets, 0, 'packets of Redis at the third node');
  t.equal((await counter()) - before, 0, 'as its metric says');
  await cluster.settled(bystanderDevice, { conversation: foreign });
  t.ok(packets > 0);
});

test('200 clients that reconnect and sync cost Postgres almost nothing', async (t) => {
  const count = 200;
  const agent = await makePerson(core, 'Support');
  const people: TestPerson[] = [];
  for (let i = 0; i < count; i += 20) {
    people.push(...(await Promise.all(upTo(20).map(() => makePerson(core, 'User')))));
  }
  const ids = await Promise.all(people.map((person) => makeConversation(core, person, agent)));
  await Promise.all(
    ids.map((conversationId, i) =>
      core.sender.send(people[i]?.actor ?? agent.actor, { conversationId, messageType: 'text', content: 'hello' }),
    ),
  );
  const arrive = async (node: number) => {
    const devices = await Promise.all(people.map((person) => cluster.connect(node, person)));
    const answers = await Promise.all(
      devices.map((device, i) => device.ask('sync', { conversations: { [ids[i] ?? '']: 1 } })),
    );
    for (const [i, { conversations }] of answers.entries()) {
      const receipts = { deliveredUpToSeq: 0, deliveredAt: null, readUpToSeq: 0, readAt: null };
      t.strictSame(conversations[ids[i] ?? ''], { lastSeq: 1, missed: [], hasMore: false, receipts });
    }
    return devices;
  };
  const devices = await arrive(0);
  // The node is lost; within the grace period all of them come to another one.
  for (const device of devices) device.close();
  reset();
  await arrive(1);
  const perClient = texts().length / count;
  t.ok(perClient <= 0.05, `${texts().length} statements for ${count} clients`);
});
