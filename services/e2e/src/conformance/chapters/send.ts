import assert from 'node:assert/strict';
import { type Chapter, live } from '../check.js';
import { gives } from '../expect.js';
import type { Wire } from '../rest.js';
import { unique } from '../unique.js';
import { readyPhoto } from '../upload.js';

const ids = (messages: Wire[]): string[] => messages.map(({ _id }) => _id);
const isSame = (sent: Wire) => (one: Wire) => one._id === sent._id;

export const send: Chapter = {
  name: 'send',
  about: 'message:send, message:sent, message:new, notification:new-message',
  checks: [
    live('the acknowledgement is the stored message, and the history has it', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const phone = await desk.device(customer);
      const clientMessageId = unique();
      const sent = await phone.send(id, 'by the socket', { clientMessageId });
      assert.deepEqual(
        [sent.content, sent.senderId, sent.clientMessageId],
        ['by the socket', customer.id, clientMessageId],
      );
      const { body } = await agent.get(`/chat/messages/${id}?limit=1`);
      assert.equal(body.data[0]._id, sent._id);
    }),
    live('message:sent tells every device of the sender, and nobody else', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const [phone, tablet, dashboard] = await Promise.all([customer, customer, agent].map((one) => desk.device(one)));
      assert.ok(phone && tablet && dashboard);
      await dashboard.join(id);
      const sent = await phone.send(id, 'to my devices');
      for (const device of [phone, tablet])
        assert.equal((await device.waitFor('message:sent', isSame(sent))).seq, sent.seq);
      await dashboard.waitFor('message:new', isSame(sent));
      assert.deepEqual(dashboard.received('message:sent'), []);
    }),
    live('message:new tells everyone in the room, each once, with seq and sender', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const sent = await phone.send(talk.id, 'to the room');
      const marker = await phone.send(talk.id, 'marker');
      for (const device of [phone, dashboard]) {
        await device.waitFor('message:new', isSame(marker));
        const copies = device.received('message:new').filter(isSame(sent));
        assert.equal(copies.length, 1, `message:new came ${copies.length} times`);
        assert.deepEqual([copies[0].seq, copies[0].sender.id], [sent.seq, talk.customer.id]);
      }
    }),
    live('message:new comes in the order of seq', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const sends = Array.from({ length: 15 }, (_, i) => [phone, dashboard].map((one) => one.send(talk.id, `${i}`)));
      const sent = await Promise.all(sends.flat());
      for (const device of [phone, dashboard]) {
        await device.until(() => device.received('message:new').length >= sent.length, 'all 30');
        const seqs = device.received('message:new').map(({ seq }) => seq);
        assert.deepEqual(
          seqs,
          [...seqs].sort((a, b) => a - b),
        );
      }
    }),
    live('one device’s sends are stored in the order in which they were sent', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      const sent = await Promise.all(Array.from({ length: 12 }, (_, i) => phone.send(id, `${i}`)));
      const bySeq = [...sent].sort((a, b) => a.seq - b.seq);
      assert.deepEqual(ids(bySeq), ids(sent));
    }),
    live(
      'a device of the recipient that is not in the room gets a notification with the unread count',
      async (desk) => {
        const { id, customer, agent } = await desk.talk();
        const dashboard = await desk.device(agent);
        for (const count of [1, 2]) {
          const sent = await gives(customer.say(id, `unread ${count}`), 201);
          const told = await dashboard.waitFor('notification:new-message', ({ message }) => message._id === sent._id);
          assert.deepEqual([told.conversationId, told.sender.id, told.unreadCount], [id, customer.id, count]);
        }
        assert.deepEqual(dashboard.received('message:new'), [], 'message:new is for the room');
      },
    ),
    live('a device in the room gets no notification, nor does the sender', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const idle = await desk.device(talk.customer);
      const sent = await phone.send(talk.id, 'no notification for this');
      await dashboard.waitFor('message:new', isSame(sent));
      await idle.waitFor('message:sent', isSame(sent));
      // A notification that was sent would have been sent before the answer to this one, to the same devices.
      const marker = await phone.send(talk.id, 'marker');
      await Promise.all([
        dashboard.waitFor('message:new', isSame(marker)),
        idle.waitFor('message:sent', isSame(marker)),
      ]);
      for (const device of [phone, dashboard, idle]) assert.deepEqual(device.received('notification:new-message'), []);
    }),
    live('what is sent by REST reaches the room', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const sent = await gives(talk.agent.say(talk.id, 'by REST'), 201);
      for (const device of [phone, dashboard]) await device.waitFor('message:new', isSame(sent));
      await dashboard.waitFor('message:sent', isSame(sent));
    }),
    live('a retry is acknowledged with the first message, and nobody hears it twice', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const more = { clientMessageId: unique() };
      const [one, twin] = await Promise.all([phone.send(talk.id, 'again', more), phone.send(talk.id, 'again', more)]);
      const later = await (await desk.device(talk.customer)).send(talk.id, 'again', more);
      assert.deepEqual(new Set(ids([one, twin, later])).size, 1);
      const marker = await phone.send(talk.id, 'marker');
      await dashboard.waitFor('message:new', isSame(marker));
      assert.equal(dashboard.received('message:new').filter(isSame(one)).length, 1);
    }),
    live('the same clientMessageId with other content is CONFLICT', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      const clientMessageId = unique();
      await phone.send(id, 'this', { clientMessageId });
      const other = { conversationId: id, messageType: 'text', content: 'that', clientMessageId };
      await phone.refused('message:send', other, 'CONFLICT');
    }),
    live('what cannot be sent is refused, and never appears', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      const before = await phone.send(id, 'before');
      const good = { conversationId: id, messageType: 'text', content: 'x' };
      for (const bad of [
        { content: '' },
        { content: '  ' },
        { content: 'x'.repeat(4_001) },
        { content: 7 },
        { content: undefined },
        { messageType: 'system' },
        { messageType: undefined },
        { messageType: 'image' },
        { clientMessageId: 'x'.repeat(65) },
      ]) {
        await phone.refused('message:send', { ...good, ...bad }, 'VALIDATION');
      }
      assert.equal((await phone.send(id, 'after')).seq, before.seq + 1);
    }),
    live('into another’s conversation it is NOT_FOUND', async (desk) => {
      const [{ id }, { customer, agent }] = await Promise.all([desk.talk(), desk.talk()]);
      for (const person of [customer, agent]) {
        const device = await desk.device(person);
        const message = { conversationId: id, messageType: 'text', content: 'x' };
        await device.refused('message:send', message, 'NOT_FOUND');
      }
    }),
    live('one need not have joined to send', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const [phone, dashboard] = await Promise.all([desk.device(customer), desk.device(agent)]);
      await dashboard.join(id);
      const sent = await phone.send(id, 'from outside the room');
      await dashboard.waitFor('message:new', isSame(sent));
      await phone.waitFor('message:sent', isSame(sent));
    }),
    live('a media is populated in message:new', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const { _id } = await readyPhoto(talk.customer);
      await phone.must('message:send', { conversationId: talk.id, messageType: 'image', mediaId: _id });
      const told = await dashboard.waitFor('message:new', ({ mediaId }) => mediaId?._id === _id);
      assert.equal(told.messageType, 'image');
      assert.equal((await fetch(told.mediaId.url)).status, 200);
    }),
  ],
};
