import type { Core } from '@samvad/core';
import { eventually, makePerson, mutedCore } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t, { HEAD_CHECK_MS: 300 });
const { core } = cluster;
const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

const mute = await mutedCore(t, cluster.backends);
mute.unread.raise = () => {};

const sendVia = (some: Core, actor: Parameters<Core['sender']['send']>[0], conversationId: string, content: string) =>
  some.sender.send(actor, { conversationId, messageType: 'text', content });

test('a lost last message comes to the room and as a notification, without anyone doing anything, once', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const outside = await cluster.connect(0, agent);
  await customerDevice.send(id, 'told');
  await sendVia(mute, customer.actor, id, 'lost');
  await agentDevice.waitFor('message:new', ({ seq }) => seq === 2);
  await customerDevice.waitFor('message:new', ({ seq }) => seq === 2);
  const notification = await outside.waitFor('notification:new-message', ({ message }) => message.seq === 2);
  t.match(notification, { conversationId: id, sender: { id: customer.id }, unreadCount: 2 });
  t.match(notification.message, { content: 'lost', isRead: false });
  // Several looks later it has not come again: the next lost one is found by a look that comes after them.
  for (const seq of [3, 4]) {
    await sendVia(mute, customer.actor, id, 'lost as well');
    await agentDevice.waitFor('message:new', (message) => message.seq === seq);
    await outside.waitFor('notification:new-message', ({ message }) => message.seq === seq);
    await customerDevice.waitFor('message:new', (message) => message.seq === seq);
  }
  for (const device of [customerDevice, agentDevice]) t.same(seqs(device.received('message:new')), [1, 2, 3, 4]);
  t.same(seqs(outside.received('notification:new-message').map(({ message }) => message)), [1, 2, 3, 4]);
  t.same(agentDevice.received('notification:new-message'), []);
  t.same(customerDevice.received('notification:new-message'), []);
  const healed = await cluster.node(1).core.metrics.healedMessages.get();
  t.ok((healed.values[0]?.value ?? 0) >= 3, 'and it is counted');
});

test('the first message there ever was may be the lost one', async (t) => {
  const { customer, agent, id, agentDevice } = await cluster.liveTalk();
  const outside = await cluster.connect(0, agent);
  const sent = await sendVia(mute, customer.actor, id, 'lost');
  t.strictSame((await agentDevice.waitFor('message:new')).content, sent.content);
  t.match(await outside.waitFor('notification:new-message'), { unreadCount: 1 });
});

test('a gap in the middle closes in order as soon as the next message comes', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  for (let round = 0; round < 3; round += 1) {
    await customerDevice.send(id, 'told');
    await sendVia(mute, customer.actor, id, 'lost');
    await sendVia(mute, agent.actor, id, 'lost too');
    await customerDevice.send(id, 'told again');
  }
  for (const device of [customerDevice, agentDevice]) {
    await device.until(() => device.received('message:new').length >= 12);
    await cluster.settled(device, { conversation: id });
    t.same(seqs(device.received('message:new')), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  }
});

test('more than one portion of lost messages comes whole and in order', async (t) => {
  const { customer, id, agentDevice } = await cluster.liveTalk();
  await Promise.all(Array.from({ length: 250 }, (_, i) => sendVia(mute, customer.actor, id, `${i}`)));
  await agentDevice.until(() => agentDevice.received('message:new').length >= 250);
  t.same(
    seqs(agentDevice.received('message:new')),
    Array.from({ length: 250 }, (_, i) => i + 1),
  );
});

test('a message that is not lost is not told again, nor one from before a person came', async (t) => {
  const { customer, agent, id } = await cluster.talk();
  const admin = await makePerson(core, 'Admin');
  await sendVia(core, customer.actor, id, 'before the agent came');
  const agentDevice = await cluster.connect(1, agent);
  const phone = await cluster.connect(0, customer);
  // The conversation changes, and with it the time that the look goes by; there is no new message in it.
  await core.updater.update(admin.actor, id, { status: 'pending' });
  await agentDevice.waitFor('conversation:updated');
  // Two lost messages elsewhere, one after the other, are found by two looks, both of which begin after the change.
  const elsewhere = await cluster.liveTalk();
  const outside = await cluster.connect(1, elsewhere.agent);
  for (const seq of [1, 2]) {
    await sendVia(mute, elsewhere.customer.actor, elsewhere.id, 'lost');
    await outside.waitFor('notification:new-message', ({ message }) => message.seq === seq);
  }
  t.same(agentDevice.received('notification:new-message'), []);
  t.same(phone.received('notification:new-message'), []);
});

test('what one device has sent, and nobody heard of, comes to the sender’s other devices too', async (t) => {
  const { customer, id, customerDevice } = await cluster.liveTalk();
  const second = await cluster.connect(1, customer);
  await sendVia(mute, customer.actor, id, 'lost');
  await customerDevice.waitFor('message:new');
  t.match(await second.waitFor('message:sent', () => true, 5_000), { content: 'lost', seq: 1 });
});

test('without the comparison a lost message stays lost until the client asks', async (t) => {
  const blind = await ChatCluster.start(t, { HEAD_CHECK_MS: 600_000 });
  const lossy = await mutedCore(t, blind.backends);
  const { customer, agent, id, customerDevice, agentDevice } = await blind.liveTalk();
  await sendVia(lossy, customer.actor, id, 'lost');
  await blind.settled(agentDevice, { conversation: id, person: agent.id });
  t.same(agentDevice.log, []);
  const { conversations } = await agentDevice.ask('sync', { conversations: { [id]: 0 } });
  t.same(seqs(conversations[id]?.missed ?? []), [1]);
  // The gap is seen with the next message, comparison or not.
  await customerDevice.send(id, 'told');
  await agentDevice.until(() => agentDevice.received('message:new').length >= 2);
  t.same(seqs(agentDevice.received('message:new')), [1, 2]);
});

test('unread counts heal with it', async (t) => {
  const { customer, agent, id } = await cluster.liveTalk();
  t.same([...(await core.unread.counts(agent.id, 'Support'))], [], 'cached');
  const outside = await cluster.connect(0, agent);
  await sendVia(mute, customer.actor, id, 'lost');
  t.match(await outside.waitFor('notification:new-message'), { unreadCount: 1 });
  const counted = async () => (await core.unread.counts(agent.id, 'Support')).get(id) === 1;
  t.ok(await eventually(counted, 'the count'));
});
