import t, { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

test('300 sends of one device without waiting keep their order', async (t) => {
  const { id, customer, agent, customerDevice, agentDevice } = await cluster.liveTalk();
  const sent = await Promise.all(upTo(300).map((i) => customerDevice.send(id, `number ${i}`)));
  t.same(seqs(sent), upTo(300), 'answers ascend in the order of sending, without a gap');
  for (const [i, { content }] of sent.entries()) if (content !== `number ${i + 1}`) t.fail(`${i} is ${content}`);
  await cluster.settled(customerDevice, { conversation: id, person: customer.id });
  await cluster.settled(agentDevice, { conversation: id, person: agent.id });
  t.same(seqs(customerDevice.received('message:new')), upTo(300));
  t.same(seqs(agentDevice.received('message:new')), upTo(300));
  t.same(seqs(customerDevice.received('message:sent')), upTo(300));
});

test('two devices on two nodes at once: everyone sees every message, in one order, once', async (t) => {
  const { id, customer, agent, customerDevice, agentDevice } = await cluster.liveTalk();
  const watchers = [customerDevice, agentDevice];
  for (const [node, person] of [
    [1, customer],
    [0, agent],
  ] as const) {
    const device = await cluster.connect(node, person);
    await device.ask('conversation:join', { conversationId: id });
    watchers.push(device);
  }
  // Each waits for its answers now and then, so that the two really take turns.
  const write = async (device: typeof customerDevice) => {
    const answers: { seq: number; content: string }[] = [];
    for (let burst = 0; burst < 20; burst += 1) {
      const texts = upTo(5).map((i) => `${burst}-${i}`);
      const sent = await Promise.all(texts.map((text) => device.send(id, text)));
      t.same(
        sent.map(({ content }) => content),
        texts,
      );
      answers.push(...sent);
    }
    return answers;
  };
  const [byCustomer, byAgent] = await Promise.all([write(customerDevice), write(agentDevice)]);
  for (const one of [byCustomer, byAgent]) {
    t.same(
      seqs(one),
      seqs(one).toSorted((a, b) => a - b),
      'the order of each device is kept',
    );
  }
  t.same(
    seqs([...byCustomer, ...byAgent]).toSorted((a, b) => a - b),
    upTo(200),
  );
  const interleaved = byCustomer.some((one, i) => i > 0 && one.seq - (byCustomer[i - 1]?.seq ?? 0) > 1);
  t.ok(interleaved, 'and they did take turns');
  for (const device of watchers) {
    await device.until(() => device.received('message:new').length >= 200);
    await cluster.settled(device, { conversation: id });
    t.same(seqs(device.received('message:new')), upTo(200));
  }
});

test('messages of several conversations of one agent do not disturb each other’s order', async (t) => {
  const talks = await Promise.all(upTo(5).map(() => cluster.liveTalk()));
  await Promise.all(
    talks.flatMap(({ id, customerDevice, agentDevice }) =>
      upTo(20).flatMap((i) => [customerDevice.send(id, `c${i}`), agentDevice.send(id, `a${i}`)]),
    ),
  );
  for (const { id, customerDevice, agentDevice } of talks) {
    for (const device of [customerDevice, agentDevice]) {
      await device.until(() => device.received('message:new').length >= 40);
      await cluster.settled(device, { conversation: id });
      t.same(seqs(device.received('message:new')), upTo(40));
      t.ok(device.received('message:new').every(({ conversationId }) => conversationId === id));
    }
  }
});
