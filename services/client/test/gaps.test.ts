import { conversationRoom } from '@samvad/core';
import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import { type KeyValueStorage, type Media, StorageOutbox, StorageSessionStore } from '../src/index.js';
import { Desk, isOnline, signedIn, unreadOf, until } from './support/desk.js';

/** As `localStorage` is. */
class TextStorage implements KeyValueStorage {
  readonly texts = new Map<string, string>();
  getItem = (key: string) => this.texts.get(key) ?? null;
  setItem = (key: string, value: string) => void this.texts.set(key, value);
  removeItem = (key: string) => void this.texts.delete(key);
}

test('what is refused for now is done later', async (t) => {
  const desk = await Desk.start(t, { EVENTS_PER_SECOND: 20 });

  await t.test('reading', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const [phone, dashboard] = [await desk.device(customer), await desk.device(agent)];
    await dashboard.open(id);
    await phone.send(id, { content: 'one' }).stored;
    await until(dashboard, ({ unreadTotal }) => unreadTotal === 1, 'the message');
    const connections = new Set<string>();
    dashboard.store.subscribe(({ connection }) => connections.add(connection.status));
    // Uses up what the server allows for two seconds.
    for (let i = 0; i < 60; i += 1) dashboard.leave(`c${i}`);
    await dashboard.markRead(id);
    t.equal(unreadOf(dashboard, id), 1, 'it is refused');
    await until(dashboard, () => unreadOf(dashboard, id) === 0, 'it being told later');
    t.same([...connections], ['online'], 'over the same connection');
    t.equal((await dashboard.rest.conversation(id)).unreadCount, 0);
  });

  await t.test('sending', async (t) => {
    const { customer, id } = await desk.talk();
    const phone = await desk.device(customer);
    for (let i = 0; i < 60; i += 1) phone.leave(`c${i}`);
    const { stored } = phone.send(id, { content: 'a little later' });
    t.equal((await stored).seq, 1);
  });
});

test('a server that is full', async (t) => {
  const desk = await Desk.start(t, { MAX_SOCKETS_PER_PERSON: 1 });
  const { customer, id } = await desk.talk();
  const first = await desk.device(customer);
  const second = await desk.client({ sessionStore: await signedIn(customer) });
  await second.auth.restore();
  const { connection } = await until(second, ({ connection }) => connection.status === 'refused', 'being refused');
  t.same(connection, { status: 'refused', code: 'OVERLOADED' });
  // The server has asked for patience, and nothing but time ends it.
  second.wake();
  t.equal(second.store.getSnapshot().connection.status, 'refused');
  // By the other door, meanwhile.
  t.equal((await second.send(id, { content: 'by REST' }).stored).seq, 1);
  t.ok(isOnline(first.store.getSnapshot()));
});

test('media whose end nobody has told', async (t) => {
  const desk = await Desk.start(t, { MEDIA_WAIT_MS: 1 });
  const { customer, agent, id } = await desk.talk();
  const phone = await desk.device(customer);
  const dashboard = await desk.device(agent, { timings: { mediaCheck: 200 } });
  await dashboard.open(id);
  const file = new File([Buffer.from('%PDF-1.7\nno more than that')], 'deed.pdf', { type: 'application/pdf' });
  const { mediaId } = await phone.send(id, { file: { data: file, type: 'file' } }).stored;
  const statusAt = () => dashboard.store.getSnapshot().open[id]?.messages[0]?.mediaId?.status;
  await until(dashboard, () => statusAt() === 'processing', 'it being processed');

  const second = await phone.send(id, { file: { data: file, type: 'file' } }).stored;
  const secondStatus = () => dashboard.store.getSnapshot().open[id]?.messages[1]?.mediaId?.status;
  await until(dashboard, () => secondStatus() === 'processing', 'the second being processed');
  const error = { code: 'UNPROCESSABLE_MEDIA', message: 'It cannot be read' };
  const failed = { ...(second.mediaId as Media), status: 'failed' as const, error };
  desk.core.broadcaster.emit(conversationRoom(id), 'media:updated', failed);
  await until(dashboard, () => secondStatus() === 'failed', 'being told');
  t.match(dashboard.store.getSnapshot().open[id]?.messages[1]?.mediaId, { error: { code: 'UNPROCESSABLE_MEDIA' } });

  // As a worker does that dies before it can tell.
  await desk.core.db.pool.query(`update media set status = 'failed' where id = $1`, [mediaId?._id]);
  await until(dashboard, () => statusAt() === 'failed', 'being asked for again');
});

test('an outbox and a sign-in in a key-value storage', async (t) => {
  const desk = await Desk.start(t);
  const { customer, id } = await desk.talk();
  const network = await desk.network();
  const storage = new TextStorage();
  const outbox = new StorageOutbox(storage);
  const sessionStore = new StorageSessionStore(storage);
  const session = await (await signedIn(customer)).load();
  if (session) await sessionStore.save(session);
  const options = { outbox, sessionStore };
  const phone = await desk.client(options, network);
  await phone.auth.restore();
  await until(phone, isOnline, 'being online');
  await network.cut();
  const contents = ['one', 'two', 'three'];
  for (const content of contents) phone.send(id, { content });
  await eventually(async () => (await outbox.all()).length === 3, 'all being kept');
  phone.close();
  await network.restore();

  const again = await desk.client(options, network);
  t.equal((await again.auth.restore())?.id, customer.id);
  await until(again, (state) => isOnline(state) && state.outbox.length === 0, 'all being sent');
  const { data } = await again.rest.messages(id);
  t.same(
    data.map(({ content }) => content),
    contents,
  );
  await eventually(async () => (await outbox.all()).length === 0, 'nothing being left');
  again.close();

  await t.test('that holds nonsense, or is not there', async (t) => {
    const told: string[] = [];
    const onStorageError = (_error: unknown, place: string) => void told.push(place);
    storage.texts.set('samvad:outbox', '{"half');
    const third = await desk.device(customer, { outbox, onStorageError });
    t.equal((await third.send(id, { content: 'four' }).stored).seq, 4);
    await eventually(() => told.includes('outbox'), 'being told');
    third.close();

    const refuse = () => {
      throw new Error('not in a private window');
    };
    const nowhere = { getItem: refuse, setItem: refuse, removeItem: refuse };
    const last = await desk.client({
      outbox: new StorageOutbox(nowhere),
      sessionStore: new StorageSessionStore(nowhere),
      onStorageError,
    });
    t.equal(await last.auth.restore(), undefined);
    await last.auth.login({ phone: customer.phone, password: 'test-pass-1357' });
    t.equal((await last.send(id, { content: 'five' }).stored).seq, 5);
    t.ok(told.includes('session'));
  });
});
