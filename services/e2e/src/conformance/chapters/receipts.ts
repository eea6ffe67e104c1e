import assert from 'node:assert/strict';
import { type Chapter, live, Skipped } from '../check.js';
import { gives } from '../expect.js';
import { assertFits, object, time, whole } from '../shape.js';

const read = (conversationId: string, messageId: string) => ({ conversationId, messageId });

export const receipts: Chapter = {
  name: 'receipts',
  about: 'message:read, message:delivered, mark-all-read, unread counts',
  checks: [
    live('message:read covers everything up to that message', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const [one, two, three] = [
        await phone.send(talk.id, '1'),
        await phone.send(talk.id, '2'),
        await phone.send(talk.id, '3'),
      ];
      await dashboard.must('message:read', read(talk.id, two._id));
      const told = await phone.waitFor('message:read', ({ upToSeq }) => upToSeq === two.seq);
      assert.deepEqual([told.conversationId, told.userId], [talk.id, talk.agent.id]);
      const { body } = await talk.customer.get(`/chat/messages/${talk.id}?after=${one.seq - 1}`);
      const seen = body.data.map(({ seq, isRead }: { seq: number; isRead: boolean }) => [seq, isRead]);
      assert.deepEqual(seen, [
        [one.seq, true],
        [two.seq, true],
        [three.seq, false],
      ]);
    }),
    live('message:read reaches the sender’s devices that are not in the room', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const [phone, dashboard] = await Promise.all([desk.device(customer), desk.device(agent)]);
      const sent = await phone.send(id, 'read me');
      await dashboard.must('message:read', read(id, sent._id));
      await phone.waitFor('message:read', ({ upToSeq }) => upToSeq === sent.seq);
    }),
    live('what is read stays read: an earlier receipt that comes late changes nothing', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const [one, two] = [await phone.send(talk.id, '1'), await phone.send(talk.id, '2')];
      await dashboard.must('message:read', read(talk.id, two._id));
      await dashboard.must('message:read', read(talk.id, one._id));
      await dashboard.must('message:read', read(talk.id, two._id));
      assert.equal((await gives(talk.agent.get(`/chat/conversations/${talk.id}`), 200)).unreadCount, 0);
      const { body } = await talk.customer.get(`/chat/messages/${talk.id}?limit=1`);
      assert.equal(body.data[0].isRead, true);
    }),
    live('a message of another conversation, or none, is NOT_FOUND', async (desk) => {
      const [talk, other] = await Promise.all([desk.talk(), desk.talk()]);
      const dashboard = await desk.device(talk.agent);
      const foreign = await gives(other.customer.say(other.id, 'foreign'), 201);
      for (const messageId of [foreign._id, 'x']) {
        await dashboard.refused('message:read', read(talk.id, messageId), 'NOT_FOUND');
      }
      await dashboard.refused('message:read', read(other.id, foreign._id), 'NOT_FOUND');
    }),
    live('conversation:mark-all-read: everything up to now, and unread is 0', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      await phone.send(talk.id, '1');
      const last = await phone.send(talk.id, '2');
      await dashboard.must('conversation:mark-all-read', { conversationId: talk.id });
      await phone.waitFor('message:read', ({ upToSeq, userId }) => upToSeq === last.seq && userId === talk.agent.id);
      assert.equal((await gives(talk.agent.get(`/chat/conversations/${talk.id}`), 200)).unreadCount, 0);
    }),
    live('reading by REST tells the same', async (desk) => {
      const talk = await desk.talk();
      const phone = await desk.device(talk.customer);
      await phone.join(talk.id);
      const sent = await phone.send(talk.id, 'read by REST');
      await gives(talk.agent.post(`/chat/conversations/${talk.id}/read`, { upToSeq: sent.seq }), 200);
      await phone.waitFor('message:read', ({ upToSeq }) => upToSeq === sent.seq);
    }),
    live('unread:update tells the reader’s other devices', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const [one, other] = await Promise.all([desk.device(agent), desk.device(agent)]);
      await gives(customer.say(id, 'unread here and there'), 201);
      await other.waitFor('notification:new-message', ({ conversationId }) => conversationId === id);
      await one.must('conversation:mark-all-read', { conversationId: id });
      const told = await other.waitFor('unread:update', ({ conversationId }) => conversationId === id);
      assert.equal(told.unreadCount, 0);
    }),
    live('message:delivered covers everything up to seq, and tells the sender', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const sent = await phone.send(talk.id, 'has it arrived');
      assert.equal(sent.isDelivered, false);
      await dashboard.must('message:delivered', { conversationId: talk.id, seq: sent.seq });
      const told = await phone.waitFor('message:delivered', ({ upToSeq }) => upToSeq === sent.seq);
      assert.deepEqual([told.conversationId, told.userId], [talk.id, talk.agent.id]);
      const { body } = await talk.customer.get(`/chat/messages/${talk.id}?limit=1`);
      const { isDelivered, deliveredAt, isRead } = body.data[0];
      assert.deepEqual([isDelivered, isRead], [true, false]);
      assertFits(time, deliveredAt, 'deliveredAt');
    }),
    live('delivered beyond the head is not delivered in advance', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      await phone.send(talk.id, 'the last so far');
      await dashboard.must('message:delivered', { conversationId: talk.id, seq: 1_000_000 });
      const later = await phone.send(talk.id, 'a later one');
      assert.equal(later.isDelivered, false);
      const { body } = await talk.customer.get(`/chat/messages/${talk.id}?limit=1`);
      assert.equal(body.data[0].isDelivered, false);
    }),
    live('receipts for another’s conversation are NOT_FOUND', async (desk) => {
      const [{ id }, { customer }] = await Promise.all([desk.talk(), desk.talk()]);
      const device = await desk.device(customer);
      await device.refused('conversation:mark-all-read', { conversationId: id }, 'NOT_FOUND');
      await device.refused('message:delivered', { conversationId: id, seq: 1 }, 'NOT_FOUND');
    }),
    live('one’s own messages are not unread, and reading them tells nobody anything', async (desk) => {
      const talk = await desk.talk();
      const { phone, dashboard } = await desk.bothJoined(talk);
      const sent = await phone.send(talk.id, 'my own');
      await phone.must('message:read', read(talk.id, sent._id));
      const { body } = await talk.agent.get(`/chat/messages/${talk.id}?limit=1`);
      assert.equal(body.data[0].isRead, false, 'isRead means by the other side');
      assert.equal((await gives(talk.customer.get(`/chat/conversations/${talk.id}`), 200)).unreadCount, 0);
      assert.ok(dashboard.socket.connected);
    }),
    live('counts that say what they cover: readCount and lastSeq agree with unreadCount', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      const dashboard = await desk.device(agent);
      const counted = object({ unreadCount: whole(), readCount: whole(), lastSeq: whole() });
      for (const i of [1, 2, 3]) {
        const sent = await gives(customer.say(id, `${i}`), 201);
        const told = await dashboard.waitFor('notification:new-message', ({ message }) => message._id === sent._id);
        if (told.readCount === undefined) throw new Skipped('this server’s counts do not say what they cover');
        assertFits(counted, told, 'the notification');
        assert.deepEqual([told.unreadCount, told.readCount, told.lastSeq], [i, 0, i]);
      }
      const answer = await dashboard.must('conversation:mark-all-read', { conversationId: id });
      assert.deepEqual([answer.unreadCount, answer.readCount, answer.lastSeq], [0, 3, 3]);
    }),
  ],
};
