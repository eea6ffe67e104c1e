import { conversationRoom, personRoom, roomChannel } from '@samvad/core';
import { makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

/** A message goes to those who take part; an admin who looks on is none of them, perhaps on a node with none of them. */
const cluster = await ChatCluster.start(t, {}, { nodes: 3 });
const { core } = cluster;
const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

test('an admin who looks on gets every message, once and in order, on whichever node', async (t) => {
  const { customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const admin = await makePerson(core, 'Admin');
  // The third hosts nobody else; the first two host one who takes part each, and the customer is on both.
  await cluster.connect(1, customer);
  const admins = await Promise.all([0, 1, 2].map((node) => cluster.connect(node, admin)));
  for (const device of admins) await device.ask('conversation:join', { conversationId: id });
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => (i % 2 ? customerDevice : agentDevice).send(id, `number ${i}`)),
  );
  const sent = await admins[2]?.send(id, 'from the admin');
  t.equal(sent?.seq, 31);
  const all = Array.from({ length: 31 }, (_, i) => i + 1);
  for (const device of [...admins, customerDevice, agentDevice]) {
    await device.until(() => device.received('message:new').length >= 31);
    await cluster.settled(device, { conversation: id });
    t.same(seqs(device.received('message:new')), all);
    t.same(device.received('notification:new-message'), [], 'who is in the room is not notified');
  }
  for (const device of admins) {
    await device.waitFor('message:sent');
    t.same(seqs(device.received('message:sent')), [31], 'every device of the sender, once');
  }
});

test('whom nobody is assigned to yet is looked on as well', async (t) => {
  const customer = await makePerson(core, 'User');
  const { conversation } = await core.opener.open(customer.actor, {});
  const id = conversation._id;
  const admin = await makePerson(core, 'Admin');
  await core.updater.update(admin.actor, id, { assignedSupportId: null });
  const device = await cluster.connect(2, admin);
  await device.ask('conversation:join', { conversationId: id });
  await (await cluster.connect(0, customer)).send(id, 'is anybody there?');
  t.match(await device.waitFor('message:new'), { content: 'is anybody there?', seq: 1 });
});

test('a node listens no longer than somebody looks on, nor less long for those who take part', async (t) => {
  const { customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const admin = await makePerson(core, 'Admin');
  const device = await cluster.connect(2, admin);
  const third = cluster.node(2).core;
  const channels: string[] = [];
  third.subscriber.on('smessage', (channel: string) => channels.push(channel));
  const theirs = [conversationRoom(id), personRoom(customer.id)].map(roomChannel);
  const ofTheirs = () => channels.filter((channel) => theirs.includes(channel)).length;

  await device.ask('conversation:join', { conversationId: id });
  await customerDevice.send(id, 'one');
  await device.waitFor('message:new');
  t.equal(ofTheirs(), 1, 'one packet for a message');

  // The customer comes to that node too, and goes again, while the admin stays; then the admin goes while the customer stays.
  const phone = await cluster.connect(2, customer);
  phone.close();
  await phone.ended;
  await customerDevice.send(id, 'two');
  await device.waitFor('message:new', ({ seq }) => seq === 2);
  const tablet = await cluster.connect(2, customer);
  await device.ask('conversation:leave', { conversationId: id });
  await agentDevice.send(id, 'three');
  await tablet.waitFor('notification:new-message', ({ message }) => message.seq === 3);
  t.same(seqs(device.received('message:new')), [1, 2]);

  tablet.close();
  await tablet.ended;
  // What comes for somebody else on that node shows that it has heard of what it is subscribed to.
  const before = ofTheirs();
  await customerDevice.send(id, 'four');
  await agentDevice.waitFor('message:new', ({ seq }) => seq === 4);
  await cluster.settled(device, { person: admin.id });
  t.equal(ofTheirs(), before, 'nothing of it arrives any more');
});
