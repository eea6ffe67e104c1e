import { conversationRoom } from '@samvad/core';
import { makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { contents, Desk, unreadOf, until } from './support/desk.js';

test('messages', async (t) => {
  const desk = await Desk.start(t, { HEAD_CHECK_MS: 60_000 });

  await t.test('from queued to read', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const phone = await desk.device(customer);
    const dashboard = await desk.device(agent);
    await phone.open(id);
    const states: string[] = [];
    phone.store.select(
      (state) => state.open[id]?.messages[0]?.state,
      (state) => states.push(String(state)),
    );
    const { stored, clientMessageId } = phone.send(id, { content: 'my crop is yellow' });
    t.match(phone.store.getSnapshot().open[id]?.messages[0], { state: 'queued', seq: null, clientMessageId });
    const message = await stored;
    t.equal(message.seq, 1);
    await until(dashboard, ({ unreadTotal }) => unreadTotal === 1, 'the agent being told');
    await until(phone, ({ open }) => open[id]?.messages[0]?.state === 'delivered', 'delivery');
    await dashboard.open(id);
    await dashboard.markRead(id);
    await until(phone, ({ open }) => open[id]?.messages[0]?.state === 'read', 'reading');
    t.same(states, ['queued', 'sending', 'sent', 'delivered', 'read']);
    t.equal(dashboard.store.getSnapshot().unreadTotal, 0);
    t.equal(phone.store.getSnapshot().open[id]?.messages.length, 1, 'it is there once');
  });

  await t.test('a refused one fails, and can be sent again or discarded', async (t) => {
    const { customer, id } = await desk.talk();
    const phone = await desk.device(customer);
    await phone.open(id);
    const { stored, clientMessageId } = phone.send(id, { content: 'x'.repeat(4_001) });
    const next = phone.send(id, { content: 'it does not hold up the next' });
    await t.rejects(stored, { code: 'VALIDATION' });
    await next.stored;
    const failed = () => phone.store.getSnapshot().outbox.find(({ id }) => id === clientMessageId);
    t.match(failed(), { state: 'failed', error: { code: 'VALIDATION' } });
    phone.retry(clientMessageId);
    await until(phone, () => failed()?.state === 'queued' || failed()?.state === 'sending', 'trying again');
    await until(phone, () => failed()?.state === 'failed', 'failing again');
    phone.discard(clientMessageId);
    t.equal(failed(), undefined);
    t.same(contents(phone, id), ['it does not hold up the next']);
  });

  await t.test('a lost broadcast is noticed and fetched, and nothing is shown twice', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const phone = await desk.device(customer);
    const dashboard = await desk.device(agent);
    await phone.open(id);
    await dashboard.open(id);
    await phone.send(id, { content: 'one' }).stored;
    await until(dashboard, () => contents(dashboard, id).length === 1, 'the first');
    // As when a node dies between commit and broadcast.
    await desk.core.store.store({
      ...{ conversationId: id, senderId: customer.id, role: 'User', type: 'text', content: 'two' },
      ...{ mediaId: null, clientMessageId: null, unlessAnsweredAfter: null },
    });
    await phone.send(id, { content: 'three' }).stored;
    await until(dashboard, () => contents(dashboard, id).length === 3, 'the gap being filled');
    t.same(contents(dashboard, id), ['one', 'two', 'three']);
    await until(phone, () => contents(phone, id).length === 3, "the sender's own gap being filled");
    t.equal((await dashboard.rest.conversation(id)).unreadCount, unreadOf(dashboard, id), 'all of them count');

    const again = (await phone.rest.messages(id)).data;
    for (const message of again) desk.core.broadcaster.emit(conversationRoom(id), 'message:new', message);
    await phone.send(id, { content: 'four' }).stored;
    await until(dashboard, () => contents(dashboard, id).includes('four'), 'the marker behind the duplicates');
    t.same(contents(dashboard, id), ['one', 'two', 'three', 'four']);
    t.equal(unreadOf(dashboard, id), 4);
  });

  await t.test('paging upwards', async (t) => {
    const { customer, id } = await desk.talk();
    const phone = await desk.device(customer);
    const numbers = Array.from({ length: 120 }, (_, i) => String(i + 1));
    for (const content of numbers) phone.send(id, { content });
    await until(phone, ({ outbox }) => outbox.length === 0, 'all being sent');
    await phone.open(id);
    t.same(contents(phone, id), numbers.slice(70));
    t.equal(phone.store.getSnapshot().open[id]?.hasOlder, true);
    await phone.loadOlder(id);
    await phone.loadOlder(id);
    t.same(contents(phone, id), numbers);
    t.equal(phone.store.getSnapshot().open[id]?.hasOlder, false);
  });

  await t.test('two devices of a person agree', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const [phone, tablet, dashboard] = [
      await desk.device(customer),
      await desk.device(customer),
      await desk.device(agent),
    ];
    await phone.open(id);
    await dashboard.open(id);
    await phone.send(id, { content: 'from the phone' }).stored;
    await until(tablet, ({ conversations }) => conversations[0]?.lastMessage?.content === 'from the phone', 'the twin');
    t.equal(unreadOf(tablet, id), 0, "one's own is not unread");
    await dashboard.send(id, { content: 'an answer' }).stored;
    for (const device of [phone, tablet]) await until(device, ({ unreadTotal }) => unreadTotal === 1, 'one unread');
    await phone.markRead(id);
    for (const device of [phone, tablet]) await until(device, ({ unreadTotal }) => unreadTotal === 0, 'none unread');
  });

  await t.test('typing ends by itself, by quiet, and by sending', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const phone = await desk.device(customer, { timings: { typingQuiet: 300 } });
    const dashboard = await desk.device(agent, { timings: { typingExpiry: 700 } });
    await phone.open(id);
    await dashboard.open(id);
    const isTyping = (state = dashboard.store.getSnapshot()) => (state.typing[id] ?? []).length > 0;
    phone.typing(id);
    const { typing } = await until(dashboard, isTyping, 'typing');
    t.match(typing[id], [{ userId: customer.id, userName: customer.name }]);
    await until(dashboard, (state) => !isTyping(state), 'ending by quiet');
    phone.typing(id);
    await until(dashboard, isTyping, 'typing again');
    phone.send(id, { content: 'done' });
    await until(dashboard, (state) => !isTyping(state), 'ending by sending');

    // Nobody tells of the end: the network of the typist has gone.
    const payload = { conversationId: id, userId: customer.id, userName: customer.name };
    desk.core.broadcaster.emit(conversationRoom(id), 'typing:user-typing', payload);
    await until(dashboard, isTyping, 'typing once more');
    await until(dashboard, (state) => !isTyping(state), 'ending by itself');
  });

  await t.test('presence', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const dashboard = await desk.device(agent);
    const isThere = () => dashboard.store.getSnapshot().conversations.find(({ _id }) => _id === id)?.user.isOnline;
    t.equal(isThere(), false);
    const phone = await desk.device(customer);
    await until(dashboard, () => isThere() === true, 'coming');
    phone.close();
    await until(dashboard, () => isThere() === false, 'going');
  });

  await t.test('a reassigned conversation goes from one agent to the other', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const [first, other] = [await desk.device(agent), await desk.make('Support')];
    const second = await desk.device(other);
    const phone = await desk.device(customer);
    await first.open(id);
    await first.rest.updateConversation(id, { assignedSupportId: other.id });
    await until(first, ({ conversations, open }) => conversations.length === 0 && !open[id], 'going');
    await until(second, ({ conversations }) => conversations[0]?._id === id, 'coming');
    await until(phone, ({ conversations }) => conversations[0]?.assignedSupportId === other.id, 'being told');
    await t.rejects(first.send(id, { content: 'too late' }).stored, { code: 'NOT_FOUND' });
  });

  await t.test('a conversation that begins', async (t) => {
    const phone = await desk.device(await desk.make('User'));
    const conversation = await phone.startConversation({ subject: 'Seeds', message: 'Which seeds?' });
    t.equal((await phone.startConversation({}))._id, conversation._id, 'the one that is open');
    await phone.open(conversation._id);
    t.same(contents(phone, conversation._id), ['Which seeds?']);
  });

  await t.test('an admin who looks on receives nothing on behalf of others', async (t) => {
    const [customer, admin] = [await desk.make('User'), await desk.make('Admin')];
    const id = await makeConversation(desk.core, customer, null);
    const [phone, office] = [await desk.device(customer), await desk.device(admin)];
    await office.open(id);
    await phone.send(id, { content: 'one' }).stored;
    await until(office, () => contents(office, id).length === 1, 'the admin being told');
    // A receipt would be told before what is sent after it by the same road.
    await office.send(id, { content: 'two' }).stored;
    t.equal((await phone.rest.messages(id)).data[0]?.isDelivered, false);
  });
});
