import { eventually, makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const { core } = cluster;

test('message:read comes once to each device, whether it is in the room or not', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const senderOutside = await cluster.connect(1, customer);
  const readerOutside = await cluster.connect(0, agent);
  const messages = [];
  for (const text of ['one', 'two', 'three']) messages.push(await customerDevice.send(id, text));
  const read = await agentDevice.ask('message:read', { conversationId: id, messageId: messages[1]?._id ?? '' });
  t.strictSame(read, { conversationId: id, upToSeq: 2, unreadCount: 1, readCount: 2, lastSeq: 3 });
  await Promise.all([
    cluster.settled(customerDevice, { person: customer.id, conversation: id }),
    cluster.settled(agentDevice, { person: agent.id, conversation: id }),
    cluster.settled(senderOutside, { person: customer.id }),
    cluster.settled(readerOutside, { person: agent.id }),
  ]);
  const [told] = customerDevice.received('message:read');
  t.match(told, { conversationId: id, userId: agent.id, upToSeq: 2, readAt: /Z$/ });
  t.strictSame(customerDevice.received('message:read'), [told], 'the sender, in the room');
  t.strictSame(senderOutside.received('message:read'), [told], 'the sender, outside');
  t.strictSame(agentDevice.received('message:read'), [told], 'the room is everyone in it');
  t.strictSame(readerOutside.received('message:read'), [], 'the reader, outside');
});

test('unread:update comes to the reader’s other devices only', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const sameNode = await cluster.connect(1, agent);
  const otherNode = await cluster.connect(0, agent);
  const first = await customerDevice.send(id, 'one');
  await customerDevice.send(id, 'two');
  await agentDevice.ask('message:read', { conversationId: id, messageId: first._id });
  await agentDevice.ask('conversation:mark-all-read', { conversationId: id });
  await Promise.all([
    cluster.settled(agentDevice, { person: agent.id, conversation: id }),
    cluster.settled(sameNode, { person: agent.id }),
    cluster.settled(otherNode, { person: agent.id }),
    cluster.settled(customerDevice, { person: customer.id, conversation: id }),
  ]);
  for (const device of [sameNode, otherNode]) {
    t.match(device.received('unread:update'), [
      { conversationId: id, unreadCount: 1 },
      { conversationId: id, unreadCount: 0 },
    ]);
  }
  t.same(agentDevice.received('unread:update'), [], 'not the device that read');
  t.same(customerDevice.received('unread:update'), [], 'not the sender');
});

test('receipts only rise: late, repeated and foolish ones change and tell nothing', async (t) => {
  const { agent, id, customer, customerDevice, agentDevice } = await cluster.liveTalk();
  const other = await cluster.connect(0, agent);
  const [first, , third] = [
    await customerDevice.send(id, 'one'),
    await customerDevice.send(id, 'two'),
    await customerDevice.send(id, 'three'),
  ];
  await agentDevice.ask('message:read', { conversationId: id, messageId: third._id });
  await agentDevice.ask('message:delivered', { conversationId: id, seq: 3 });
  for (const device of [customerDevice, other])
    await cluster.settled(device, { person: customerDevice === device ? customer.id : agent.id });
  for (const device of [customerDevice, other, agentDevice]) device.forget();
  const again = await agentDevice.ask('message:read', { conversationId: id, messageId: first._id });
  t.strictSame(again, { conversationId: id, upToSeq: 3, unreadCount: 0, readCount: 3, lastSeq: 3 });
  await agentDevice.ask('conversation:mark-all-read', { conversationId: id });
  t.equal((await agentDevice.ask('message:delivered', { conversationId: id, seq: 1 })).upToSeq, 3);
  t.equal(
    (await agentDevice.ask('message:delivered', { conversationId: id, seq: 99 })).upToSeq,
    3,
    'not past the head',
  );
  t.equal((await agentDevice.ask('message:read', { conversationId: id, messageId: `${id}.99` })).upToSeq, 3);
  await cluster.settled(customerDevice, { person: customer.id, conversation: id });
  await cluster.settled(other, { person: agent.id });
  t.same([...customerDevice.log, ...other.log], []);
});

test('delivered is told to the room and to the senders, and reading is also receiving', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const outside = await cluster.connect(0, customer);
  await customerDevice.send(id, 'one');
  const second = await customerDevice.send(id, 'two');
  const answer = await agentDevice.ask('message:delivered', { conversationId: id, seq: 1 });
  t.strictSame(answer, { conversationId: id, upToSeq: 1 });
  const told = await customerDevice.waitFor('message:delivered');
  t.match(told, { conversationId: id, userId: agent.id, upToSeq: 1, deliveredAt: /Z$/ });
  await Promise.all([
    cluster.settled(outside, { person: customer.id }),
    cluster.settled(agentDevice, { conversation: id, person: agent.id }),
    cluster.settled(customerDevice, { conversation: id, person: customer.id }),
  ]);
  t.strictSame(outside.received('message:delivered'), [told]);
  t.strictSame(agentDevice.received('message:delivered'), [told]);
  t.strictSame(customerDevice.received('message:delivered'), [told]);
  await agentDevice.ask('message:read', { conversationId: id, messageId: second._id });
  const { data } = await core.history.page(customer.actor, id, { limit: 2 });
  t.match(data, [
    { isDelivered: true, isRead: true },
    { isDelivered: true, isRead: true },
  ]);
  t.equal(data[0]?.deliveredAt, told.deliveredAt, 'the first time it was received stands');
});

test('one’s own messages are never unread', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  await customerDevice.send(id, 'one');
  await agentDevice.send(id, 'two');
  await agentDevice.send(id, 'three');
  const counts = async () => [
    (await core.unread.counts(customer.id, 'User')).get(id),
    (await core.unread.counts(agent.id, 'Support')).get(id),
  ];
  await eventually(async () => String(await counts()) === '2,1', 'the counts');
  const synced = await agentDevice.ask('sync', { conversations: {} });
  t.strictSame([synced.unread, synced.unreadTotal], [{ [id]: 1 }, 1]);
});

test('join and sync say how far the other side has got, so that a lost receipt is made good', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  for (const text of ['one', 'two', 'three']) await customerDevice.send(id, text);
  await agentDevice.send(id, 'four');
  await agentDevice.ask('message:delivered', { conversationId: id, seq: 3 });
  await agentDevice.ask('message:read', { conversationId: id, messageId: `${id}.2` });
  await customerDevice.ask('message:delivered', { conversationId: id, seq: 4 });
  const read = await customerDevice.waitFor('message:read');
  const delivered = await customerDevice.waitFor('message:delivered', ({ userId }) => userId === agent.id);
  const admin = await makePerson(core, 'Admin');
  const ofSupport = {
    deliveredUpToSeq: 3,
    deliveredAt: delivered.deliveredAt,
    readUpToSeq: 2,
    readAt: read.readAt,
  };
  const ofCustomer = { deliveredUpToSeq: 4, readUpToSeq: 0, readAt: null };
  for (const person of [customer, agent, admin]) {
    const device = await cluster.connect(1, person);
    const expected = person === customer ? ofSupport : ofCustomer;
    const joined = await device.ask('conversation:join', { conversationId: id, afterSeq: 1 });
    t.match(joined.receipts, expected, person.name);
    t.strictSame((await device.waitFor('conversation:joined')).receipts, joined.receipts);
    const { conversations } = await device.ask('sync', { conversations: { [id]: 4 } });
    t.strictSame(conversations[id]?.receipts, joined.receipts, 'sync says the same');
  }
});
