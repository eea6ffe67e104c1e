import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import type { ChatClient, HistoryCache } from '../src/index.js';
import { contents, Desk, isOnline, signedIn, until, untilEqual } from './support/desk.js';
import { KeptHistory } from './support/kept-history.js';

/** Every list of messages that was ever shown. */
function watch(client: ChatClient, id: string): string[][] {
  const seen: string[][] = [];
  client.store.select(
    ({ open }) => open[id]?.messages,
    (messages) => seen.push((messages ?? []).map(({ content }) => content)),
  );
  return seen;
}

test('what was shown last', async (t) => {
  const desk = await Desk.start(t, { HEAD_CHECK_MS: 60_000 });
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => `number ${i + 1}`);

  await t.test('is shown without a network, then brought up to date without a flicker', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const network = await desk.network();
    const history = new KeptHistory();
    const phone = await desk.device(customer, { history }, network);
    const dashboard = await desk.device(agent);
    await phone.open(id);
    for (const content of numbers(60)) phone.send(id, { content });
    await until(phone, ({ outbox }) => outbox.length === 0, 'all being sent');
    await until(dashboard, ({ unreadTotal }) => unreadTotal === 60, 'the agent having all');
    await eventually(() => (history.kept.get(`${customer.id} ${id}`) ?? '').includes('number 60'), 'it being kept');
    phone.close();

    await network.cut();
    await dashboard.open(id);
    await dashboard.markRead(id);
    await dashboard.send(id, { content: 'an answer' }).stored;

    const reloaded = await desk.client({ sessionStore: await signedIn(customer), history }, network);
    const seen = watch(reloaded, id);
    await reloaded.auth.restore();
    const start = reloaded.store.getSnapshot();
    t.match(start, { ready: true, conversations: [{ _id: id, lastSeq: 60, user: { isOnline: false } }] });
    t.not(start.connection.status, 'online');
    await reloaded.open(id);
    t.same(contents(reloaded, id), numbers(60));
    const queued = reloaded.send(id, { content: 'still offline' });
    t.same(contents(reloaded, id), [...numbers(60), 'still offline']);

    await network.restore();
    await until(reloaded, isOnline, 'being online');
    await queued.stored;
    await untilEqual(reloaded, 'the reloaded one');
    const all = [...numbers(60), 'an answer', 'still offline'];
    await until(reloaded, () => contents(reloaded, id).length === all.length, 'everything being there');
    t.same(contents(reloaded, id), all);
    t.ok(seen.length > 1);
    for (const one of seen) {
      t.ok(one.length >= 60 && new Set(one).size === one.length, `never less, never twice: ${one.length}`);
    }
    t.equal(reloaded.store.getSnapshot().open[id]?.messages[0]?.state, 'read', 'what happened to it meanwhile too');
    reloaded.close();
  });

  await t.test('what is not ours any more goes, and signing out leaves nothing', async (t) => {
    const { agent, id } = await desk.talk();
    const [other, admin] = [await desk.make('Support'), await desk.make('Admin')];
    const history = new KeptHistory();
    const first = await desk.device(agent, { history });
    await first.open(id);
    await first.send(id, { content: 'hello' }).stored;
    const isKept = () => history.kept.has(`${agent.id} ${id}`);
    await eventually(isKept, 'it being kept');
    first.close();
    await (await desk.device(admin)).rest.updateConversation(id, { assignedSupportId: other.id });

    const again = await desk.client({ sessionStore: await signedIn(agent), history });
    await again.auth.restore();
    t.equal(again.store.getSnapshot().conversations.length, 1);
    await until(again, (state) => isOnline(state) && state.conversations.length === 0, 'it going');
    await eventually(() => !isKept(), 'its messages going too');
    await again.auth.logout();
    t.equal(history.kept.size, 0);
  });

  await t.test('far behind, the latest messages are loaded', async (t) => {
    const { customer, id } = await desk.talk();
    const history = new KeptHistory();
    const phone = await desk.device(customer, { history });
    await phone.open(id);
    await phone.send(id, { content: 'long ago' }).stored;
    await eventually(() => history.kept.has(`${customer.id} ${id}`), 'it being kept');
    phone.close();
    const other = await desk.device(customer);
    for (const content of numbers(1_100)) other.send(id, { content });
    await until(other, ({ outbox }) => outbox.length === 0, 'all being sent', 60_000);
    const again = await desk.device(customer, { history });
    await again.open(id);
    t.equal(contents(again, id).at(-1), 'number 1100');
    await until(again, () => contents(again, id).length <= 60, 'not all of it');
    await untilEqual(again, 'the one that was away');
  });

  await t.test('a store that holds nonsense, or nothing, or never answers', async (t) => {
    const { customer, id } = await desk.talk();
    const kept = new KeptHistory();
    const told: unknown[] = [];
    const onStorageError = (_error: unknown, place: string) => told.push(place);
    const broken: HistoryCache = {
      conversations: () => Promise.reject(new Error('corrupt')),
      messages: () => new Promise(() => {}),
      putConversations: () => Promise.reject(new Error('full')),
      putMessages: () => Promise.reject(new Error('full')),
      removeMessages: () => Promise.reject(new Error('full')),
      clear: () => Promise.reject(new Error('full')),
    };
    kept.kept.set(`${customer.id} list`, '[{"_id":7},null]');
    kept.kept.set(`${customer.id} ${id}`, '{"messages":[{"seq":1},{"seq":3}],"hasOlder":false}');
    for (const history of [broken, kept]) {
      const phone = await desk.device(customer, { history, onStorageError });
      await phone.open(id);
      await phone.send(id, { content: 'it works' }).stored;
      await untilEqual(phone, 'one with a broken history');
      phone.close();
    }
    await eventually(() => told.length > 1, 'being told');
    t.same([...new Set(told)], ['history']);
  });
});
