import { createECDH, randomBytes } from 'node:crypto';
import { makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { contents, Desk, isOnline, until } from './support/desk.js';

function vapidKeys() {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return {
    VAPID_PUBLIC_KEY: pair.getPublicKey('base64url'),
    VAPID_PRIVATE_KEY: pair.getPrivateKey('base64url'),
    VAPID_SUBJECT: 'mailto:desk@example.com',
  };
}

test('colleagues', async (t) => {
  const keys = vapidKeys();
  const desk = await Desk.start(t, { HEAD_CHECK_MS: 60_000, ...keys });

  await t.test('who else has a conversation open', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const admin = await desk.make('Admin', 'Usha');
    const network = await desk.network();
    const dashboard = await desk.device(agent, {}, network);
    const [office, phone] = [await desk.device(admin), await desk.device(customer)];
    await Promise.all([dashboard.open(id), phone.open(id)]);
    const others = () => dashboard.store.getSnapshot().viewers[id];
    t.equal(others(), undefined, 'oneself does not count');
    await office.open(id);
    const { viewers } = await until(office, ({ viewers }) => viewers[id] !== undefined, 'the answer to joining');
    t.same(viewers[id], [{ userId: agent.id, userName: agent.name }]);
    await until(dashboard, ({ viewers }) => viewers[id]?.[0]?.userName === 'Usha', 'being told');

    await network.cut();
    await until(dashboard, ({ connection }) => connection.status === 'offline', 'noticing');
    t.same(dashboard.store.getSnapshot().viewers, {}, 'nobody knows');
    await network.restore();
    await until(dashboard, (state) => isOnline(state) && state.viewers[id] !== undefined, 'coming back');

    office.leave(id);
    t.same(office.store.getSnapshot().viewers, {}, 'not of what is not open');
    await until(dashboard, ({ viewers }) => viewers[id] === undefined, 'leaving');
    t.same(phone.store.getSnapshot().viewers, {}, 'customers are not told');
  });

  await t.test('two who answer at once', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const admin = await desk.make('Admin');
    const network = await desk.network();
    const [phone, dashboard] = [await desk.device(customer), await desk.device(agent)];
    const office = await desk.device(admin, {}, network);
    await Promise.all([dashboard.open(id), office.open(id)]);
    const { seq } = await phone.send(id, { content: 'how much?' }).stored;
    await until(office, () => contents(office, id).length === 1, 'the question');
    await network.cut();
    const late = office.send(id, { content: 'ten', unlessAnsweredAfter: seq });
    await dashboard.send(id, { content: 'twelve', unlessAnsweredAfter: seq }).stored;
    await network.restore();
    await t.rejects(late.stored, { code: 'ALREADY_ANSWERED' });
    const failed = () => office.store.getSnapshot().outbox.find(({ id }) => id === late.clientMessageId);
    t.match(failed(), { state: 'failed', error: { code: 'ALREADY_ANSWERED' } });

    office.retry(late.clientMessageId);
    await until(office, () => failed()?.state === 'queued' || failed()?.state === 'sending', 'trying again');
    await until(office, () => failed()?.state === 'failed', 'still being answered');
    office.retry(late.clientMessageId, { anyway: true });
    await until(office, () => failed() === undefined, 'being sent all the same');
    const { data } = await office.rest.messages(id);
    t.same(
      data.map(({ content }) => content),
      ['how much?', 'twelve', 'ten'],
    );
    t.equal(data[2]?.clientMessageId, late.clientMessageId);

    // By the other door.
    await network.socket.cut();
    await until(office, ({ connection }) => connection.status !== 'online', 'noticing');
    const guarded = office.send(id, { content: 'eleven', unlessAnsweredAfter: seq });
    await t.rejects(guarded.stored, { code: 'ALREADY_ANSWERED' });
  });

  await t.test('receipts that nobody heard', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const network = await desk.network();
    const phone = await desk.device(customer, {}, network);
    const dashboard = await desk.device(agent);
    await Promise.all([phone.open(id), dashboard.open(id)]);
    for (const content of ['one', 'two']) await phone.send(id, { content }).stored;
    const states = () => phone.store.getSnapshot().open[id]?.messages.map(({ state }) => state);
    await until(phone, () => states()?.every((state) => state === 'delivered') === true, 'delivery');
    await network.cut();
    await until(phone, ({ connection }) => connection.status === 'offline', 'noticing');
    await until(dashboard, () => contents(dashboard, id).length === 2, 'both');
    await dashboard.markRead(id);
    await network.restore();
    await until(phone, isOnline, 'coming back');
    t.same(states(), ['read', 'read']);
  });

  await t.test('what admins do', async (t) => {
    const [admin, agent, customer] = [
      await desk.make('Admin'),
      await desk.make('Support', 'Zubin'),
      await desk.make('User'),
    ];
    const id = await makeConversation(desk.core, customer, agent);
    const other = await makeConversation(desk.core, await desk.make('User'), null);
    const [office, dashboard] = [await desk.device(admin), await desk.device(agent)];
    const { data } = await office.rest.people({ q: 'Zub', role: 'Support', isActive: true });
    t.match(data, [{ id: agent.id, name: 'Zubin', isActive: true, activeConversations: 1 }]);
    t.ok((await office.rest.agents()).some((one) => one.id === agent.id));
    const load = await office.rest.load();
    t.match(
      load.agents.find((one) => one.agent.id === agent.id),
      { open: 1, waiting: 0 },
    );
    t.ok(load.unassigned >= 1);
    const ids = async (filter: object) => (await office.rest.conversations(filter)).data.map(({ _id }) => _id);
    t.same(await ids({ assignedSupportId: agent.id }), [id]);
    t.same(await ids({ userId: customer.id }), [id]);
    t.ok((await ids({ assignedSupportId: 'none' })).includes(other));

    const lost = until(dashboard, ({ connection }) => connection.status !== 'online', 'being put offline');
    await office.rest.forceOffline(agent.id);
    await lost;
    t.match(await office.rest.updatePerson(agent.id, { name: 'Zubin M', isActive: false }), {
      ...{ name: 'Zubin M', isActive: false },
    });
    await until(dashboard, ({ connection }) => connection.status === 'signedOut', 'being signed out');
    await t.rejects(office.rest.updatePerson('nobody', { name: 'x' }), { code: 'NOT_FOUND' });
  });

  await t.test('push messages', async (t) => {
    const phone = await desk.device(await desk.make('User'));
    t.equal(await phone.rest.pushKey(), keys.VAPID_PUBLIC_KEY);
    const endpoint = 'https://push.example.com/a-device';
    const pair = createECDH('prime256v1');
    const subscription = {
      endpoint,
      keys: { p256dh: pair.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') },
    };
    const added = await phone.rest.addPushSubscription(subscription);
    t.equal(await phone.rest.addPushSubscription(subscription), added, 'the same again');
    await phone.rest.removePushSubscription(endpoint);
  });
});
