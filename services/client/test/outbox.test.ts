import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import { MemoryOutboxStore } from '../src/index.js';
import { contents, Desk, isOnline, signedIn, until } from './support/desk.js';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `number ${i + 1}`);

test('the outbox', async (t) => {
  const desk = await Desk.start(t);

  await t.test('what is sent without a network goes out when it is back, once and in order', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const phone = await desk.device(customer, {}, network);
    await phone.open(id);
    await network.cut();
    await until(phone, ({ connection }) => connection.status !== 'online', 'noticing');
    const sent = numbers(30).map((content) => phone.send(id, { content }));
    t.same(contents(phone, id), numbers(30), 'it is all shown at once');
    await network.restore();
    const stored = await Promise.all(sent.map((one) => one.stored));
    t.same(
      stored.map(({ seq }) => seq),
      numbers(30).map((_, i) => i + 1),
    );
    const { data } = await phone.rest.messages(id, { limit: 200 });
    t.same(
      data.map(({ content }) => content),
      numbers(30),
    );
    await until(phone, ({ outbox }) => outbox.length === 0, 'the outbox being empty');
    t.same(contents(phone, id), numbers(30));
    await until(phone, isOnline, 'the socket being back');
  });

  await t.test('by REST when there is no socket', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    await network.socket.cut();
    const phone = await desk.client({ sessionStore: await signedIn(customer) }, network);
    await phone.auth.restore();
    const { stored } = phone.send(id, { content: 'by the other door' });
    t.equal((await stored).content, 'by the other door');
    t.not(phone.store.getSnapshot().connection.status, 'online');
    phone.close();
  });

  await t.test('a reload sends the same again, and nothing twice', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const outbox = new MemoryOutboxStore();
    const phone = await desk.device(customer, { outbox }, network);
    await phone.open(id);
    // It arrives, its answer does not, and the process ends.
    const first = phone.send(id, { content: 'number 1' });
    await first.stored;
    network.block();
    const waiting = numbers(5)
      .slice(1)
      .map((content) => phone.send(id, { content }).clientMessageId);
    await until(phone, ({ outbox }) => outbox[0]?.state === 'sending', 'the second being on its way');
    await eventually(async () => (await outbox.all()).length === waiting.length, 'all being kept');
    phone.close();
    t.same((await outbox.all()).map(({ id }) => id).sort(), [...waiting].sort(), 'it is kept');
    // What was on its way when the process ended arrives after all.
    await network.restore();

    const reloaded = await desk.client({ sessionStore: await signedIn(customer), outbox }, network);
    await reloaded.auth.restore();
    await until(reloaded, isOnline, 'being online');
    await reloaded.open(id);
    await until(reloaded, ({ outbox }) => outbox.length === 0, 'all being sent');
    const { data } = await reloaded.rest.messages(id);
    t.same(
      data.map(({ content }) => content),
      numbers(5),
    );
    t.same(
      data.slice(1).map(({ clientMessageId }) => clientMessageId),
      waiting,
    );
    t.same(contents(reloaded, id), numbers(5));
    t.same(await outbox.all(), [], 'nothing is left');
  });

  await t.test('an answer that is lost does not double the message', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const phone = await desk.device(customer, {}, network);
    await phone.open(id);
    // Long enough on the way back for the network to break in between.
    network.socket.delay(400);
    const { stored } = phone.send(id, { content: 'only once' });
    const isStored = async () => (await desk.core.history.after(id, 0)).length > 0;
    await eventually(isStored, 'the message being stored');
    await network.cut();
    await until(phone, ({ connection }) => connection.status !== 'online', 'noticing');
    t.match(phone.store.getSnapshot().outbox, [{ content: 'only once' }], 'its outcome is not known');
    await network.restore();
    t.equal((await stored).seq, 1);
    t.equal((await phone.rest.messages(id)).data.length, 1);
    t.same(contents(phone, id), ['only once']);
  });

  await t.test("another person's waits for that person", async (t) => {
    const { customer, agent, id } = await desk.talk();
    const network = await desk.network();
    const outbox = new MemoryOutboxStore();
    const phone = await desk.device(customer, { outbox }, network);
    await network.cut();
    phone.send(id, { content: 'mine' });
    await until(phone, ({ outbox }) => outbox.length === 1, 'it waiting');
    phone.close();
    await network.restore();
    const other = await desk.device(agent, { outbox });
    await other.send(id, { content: 'a marker behind it' }).stored;
    t.same(
      (await other.rest.messages(id)).data.map(({ content }) => content),
      ['a marker behind it'],
    );
    t.equal((await outbox.all()).length, 1);
  });
});
