import fc from 'fast-check';
import { test } from 'tap';
import { makeConversation, makePerson, startBackends, testCore } from '../src/testing/index.js';

test('unread is exact after any interleaving of sends and reads', async (t) => {
  const core = await testCore(t, await startBackends(t));
  const [customer, agent] = await Promise.all([makePerson(core, 'User'), makePerson(core, 'Support')]);
  const step = fc.record({
    who: fc.constantFrom(customer, agent),
    what: fc.constantFrom('send', 'send', 'read', 'read-some', 'deliver'),
    part: fc.double({ min: 0, max: 1.2, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const conversationId = await makeConversation(core, customer, agent);
      const senders: string[] = [];
      const pointer = new Map([
        [customer.id, 0],
        [agent.id, 0],
      ]);
      const expected = (id: string) => senders.slice(pointer.get(id)).filter((sender) => sender !== id).length;
      for (const { who, what, part } of steps) {
        if (what === 'send') {
          await core.sender.send(who.actor, { conversationId, messageType: 'text', content: 'x' });
          senders.push(who.id);
        } else if (what === 'deliver') {
          await core.receipts.markDelivered(who.actor, conversationId, Math.floor(part * senders.length));
        } else {
          const upTo = what === 'read' ? undefined : Math.floor(part * senders.length);
          const answer = await core.receipts.markRead(who.actor, conversationId, upTo);
          const reached = Math.min(upTo ?? senders.length, senders.length);
          pointer.set(who.id, Math.max(pointer.get(who.id) ?? 0, reached));
          if (answer.unreadCount !== expected(who.id)) return false;
          if (answer.upToSeq !== pointer.get(who.id)) return false;
        }
      }
      for (const who of [customer, agent]) {
        const { unreadCount } = await core.conversations.get(who.actor, conversationId);
        const cached = (await core.unread.counts(who.id, who.actor.role)).get(conversationId) ?? 0;
        if (unreadCount !== expected(who.id) || cached !== expected(who.id)) return false;
      }
      return true;
    }),
    { numRuns: 25 },
  );
  t.pass('25 histories');
});

test('each message keeps the time at which it was first read and received', async (t) => {
  const core = await testCore(t, await startBackends(t));
  const [customer, agent] = await Promise.all([makePerson(core, 'User'), makePerson(core, 'Support')]);
  const conversationId = await makeConversation(core, customer, agent);
  const send = (content: string) => core.sender.send(customer.actor, { conversationId, messageType: 'text', content });
  await send('one');
  await core.receipts.markDelivered(agent.actor, conversationId, 1);
  await core.receipts.markRead(agent.actor, conversationId);
  const page = async () => (await core.history.page(customer.actor, conversationId, { limit: 10 })).data;
  const [first] = await page();
  t.ok(first?.isRead && first.isDelivered && first.readAt && first.deliveredAt);
  await send('two');
  await send('three');
  await core.receipts.markRead(agent.actor, conversationId, 2);
  const [one, two, three] = await page();
  t.equal(one?.readAt, first?.readAt, 'a later read does not change it');
  t.ok((two?.readAt ?? '') > (one?.readAt ?? ''));
  t.equal(two?.isDelivered, true, 'what is read has been received');
  t.same([three?.isRead, three?.readAt], [false, null]);
});

test('reading is told once, to the room and the senders, and nothing when nothing changed', async (t) => {
  const core = await testCore(t, await startBackends(t));
  const [customer, agent, stranger] = await Promise.all([
    makePerson(core, 'User'),
    makePerson(core, 'Support'),
    makePerson(core, 'Support'),
  ]);
  const conversationId = await makeConversation(core, customer, agent);
  await core.sender.send(customer.actor, { conversationId, messageType: 'text', content: 'x' });
  const told: string[] = [];
  core.broadcaster.emitJson = (room, event) => void told.push(`${event} ${room.slice(0, 2)}`);
  const answers = await Promise.all([1, 2, 3].map(() => core.receipts.markRead(agent.actor, conversationId)));
  t.same(
    answers.map(({ unreadCount }) => unreadCount),
    [0, 0, 0],
  );
  t.same(told.sort(), ['message:read c:', 'message:read u:', 'unread:update u:']);
  await core.receipts.markRead(agent.actor, conversationId, 0);
  t.equal(told.length, 3, 'a pointer never goes back');
  await t.rejects(core.receipts.markRead(stranger.actor, conversationId), { code: 'NOT_FOUND' });
  await t.rejects(core.receipts.markReadUpTo(agent.actor, conversationId, `${conversationId}x.1`), {
    code: 'NOT_FOUND',
  });
});
