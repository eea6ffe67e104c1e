import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const { core } = cluster;

test('50 retries of one clientMessageId at once on two nodes are one message', async (t) => {
  const { customer, agent, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const second = await cluster.connect(1, customer);
  const outside = await cluster.connect(0, agent);
  const attempts = Array.from({ length: 50 }, (_, i) => (i % 2 ? customerDevice : second).send(id, 'once', 'retry-1'));
  const answers = await Promise.all(attempts);
  for (const answer of answers) t.strictSame(answer, answers[0]);
  t.equal(answers[0]?.seq, 1);
  t.equal((await customerDevice.send(id, 'the next')).seq, 2, 'no retry has used up a seq');
  await Promise.all([
    cluster.settled(customerDevice, { person: customer.id, conversation: id }),
    cluster.settled(second, { person: customer.id }),
    cluster.settled(agentDevice, { person: agent.id, conversation: id }),
    cluster.settled(outside, { person: agent.id }),
  ]);
  const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);
  t.same(seqs(customerDevice.received('message:new')), [1, 2]);
  t.same(seqs(agentDevice.received('message:new')), [1, 2]);
  t.same(seqs(customerDevice.received('message:sent')), [1, 2]);
  t.same(seqs(second.received('message:sent')), [1, 2]);
  t.same(
    outside.received('notification:new-message').map(({ unreadCount }) => unreadCount),
    [1, 2],
  );
  const { data } = await core.history.page(customer.actor, id, { limit: 50 });
  t.equal(data.length, 2);
});

test('a retry after others have written answers with the first message', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const first = await customerDevice.send(id, 'first', 'a');
  await agentDevice.send(id, 'between');
  const retries = await Promise.all(['first', 'first'].map((content) => customerDevice.send(id, content, 'a')));
  for (const retry of retries) t.equal(retry._id, first._id);
  for (const retry of retries) t.equal(retry.createdAt, first.createdAt);
  const elsewhere = await cluster.talk();
  const device = await cluster.connect(0, elsewhere.customer);
  t.equal((await device.send(elsewhere.id, 'first', 'a')).seq, 1, 'ids count within a conversation');
});

test('ids that look alike are not the same', async (t) => {
  const { id, customerDevice } = await cluster.liveTalk();
  const ids = ['a', 'A', ' a', 'a ', 'á', 'a\u0301', '__proto__', '0', 'null'];
  const sent = await Promise.all(ids.map((one) => customerDevice.send(id, 'text', one)));
  t.equal(new Set(sent.map(({ seq }) => seq)).size, ids.length);
  t.same(
    sent.map(({ clientMessageId }) => clientMessageId),
    ids,
  );
});

test('without a clientMessageId every send is a message of its own', async (t) => {
  const { id, customerDevice } = await cluster.liveTalk();
  const sent = await Promise.all(['same', 'same', 'same'].map((text) => customerDevice.send(id, text)));
  t.same(
    sent.map(({ seq }) => seq),
    [1, 2, 3],
  );
});
