import { type Message, maxMissed, maxSyncConversations } from '@samvad/contract';
import { makeConversation, makePerson } from '@samvad/core/testing';
import t, { test } from 'tap';
import type { ChatClient } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';

const cluster = await ChatCluster.start(t);
const { core } = cluster;
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

/** What a client shows: everything it was given, each message once, by seq. */
function merged(missed: Message[], device: ChatClient): number[] {
  return [...new Set(seqs([...missed, ...device.received('message:new')]))].sort((a, b) => a - b);
}

test('joining while another writes on misses nothing', async (t) => {
  const { id, agent, customerDevice } = await cluster.liveTalk();
  const state = { writing: true };
  const written = (async () => {
    let last = 0;
    while (state.writing) {
      const sent = await Promise.all(upTo(3).map((i) => customerDevice.send(id, `${last + i}`)));
      last = sent.at(-1)?.seq ?? last;
    }
    return last;
  })();
  // Again and again, first into an empty room (the only agent's device), then into one that is open already.
  const late: { device: ChatClient; missed: Message[]; from: number }[] = [];
  for (let round = 0; round < 12; round += 1) {
    const device = await cluster.connect(round % 3 === 0 ? 0 : 1, agent);
    const from = customerDevice.received('message:sent').length;
    const joined = await device.ask('conversation:join', { conversationId: id, afterSeq: from });
    t.notOk(joined.hasMore);
    await device.until(() => device.received('message:new').length >= 5);
    if (round % 4 === 1) {
      await device.ask('conversation:leave', { conversationId: id });
      const before = merged(joined.missed, device).at(-1) ?? from;
      const again = await device.ask('conversation:join', { conversationId: id, afterSeq: before });
      late.push({ device, missed: [...joined.missed, ...again.missed], from });
    } else late.push({ device, missed: joined.missed, from });
    if (round % 4 === 3) for (const { device: gone } of late.splice(0)) gone.close();
  }
  const final = await cluster.connect(1, agent);
  const joined = await final.ask('conversation:join', { conversationId: id, afterSeq: 0 });
  t.same(seqs(joined.missed), upTo(joined.missed.length));
  for (let round = 0; round < 4; round += 1) {
    const device = await cluster.connect(1, agent);
    const from = customerDevice.received('message:sent').length;
    const { missed } = await device.ask('conversation:join', { conversationId: id, afterSeq: from });
    late.push({ device, missed, from });
  }
  state.writing = false;
  const last = await written;
  for (const { device, missed, from } of late) {
    await device.until(
      () => merged(missed, device).at(-1) === last,
      () => `${last} did not come`,
    );
    const expected = upTo(last).slice(from);
    t.same(
      merged(missed, device).filter((seq) => seq > from),
      expected,
    );
  }
});

test('what was missed comes in portions of a hundred, and says that there is more', async (t) => {
  const { id, agent, customerDevice } = await cluster.liveTalk();
  await Promise.all(upTo(maxMissed + 50).map((i) => customerDevice.send(id, `${i}`)));
  const device = await cluster.connect(1, agent);
  const first = await device.ask('conversation:join', { conversationId: id, afterSeq: 0 });
  t.same([seqs(first.missed), first.hasMore, first.lastSeq], [upTo(100), true, 150]);
  const second = await device.ask('conversation:join', { conversationId: id, afterSeq: 100 });
  t.same([seqs(second.missed), second.hasMore], [upTo(150).slice(100), false]);
  const exactly = await device.ask('conversation:join', { conversationId: id, afterSeq: 50 });
  t.same([exactly.missed.length, exactly.hasMore], [100, false], 'exactly a hundred is not more');
  const synced = await device.ask('sync', { conversations: { [id]: 10 } });
  t.same(seqs(synced.conversations[id]?.missed ?? []), upTo(110).slice(10));
  t.match(synced.conversations[id], { lastSeq: 150, hasMore: true });
  t.same(synced.unread, { [id]: 150 });
  const own = await customerDevice.ask('sync', { conversations: { [id]: 150 } });
  t.strictSame(own, {
    conversations: { [id]: { lastSeq: 150, missed: [], hasMore: false, receipts: own.conversations[id]?.receipts } },
    unread: { [id]: 0 },
    unreadTotal: 0,
  });
});

test('sync answers for many conversations at once, and for one’s own only', async (t) => {
  const agent = await makePerson(core, 'Support');
  const customers = await Promise.all(upTo(30).map(() => makePerson(core, 'User')));
  const ids = await Promise.all(customers.map((customer) => makeConversation(core, customer, agent)));
  const foreign = await cluster.liveTalk();
  await foreign.customerDevice.send(foreign.id, 'secret');
  await Promise.all(
    ids.flatMap((conversationId, i) =>
      upTo(i % 5).map((n) =>
        core.sender.send(customers[i]?.actor ?? agent.actor, {
          conversationId,
          messageType: 'text',
          content: `${n}`,
        }),
      ),
    ),
  );
  const device = await cluster.connect(1, agent);
  const asked = Object.fromEntries(ids.map((id) => [id, 1]));
  const answer = await device.ask('sync', { conversations: { ...asked, [foreign.id]: 0, nonsense: 0 } });
  t.same(Object.keys(answer.conversations).sort(), [...ids].sort());
  for (const [i, id] of ids.entries()) {
    const total = i % 5;
    t.match(answer.conversations[id], { lastSeq: total, hasMore: false });
    t.same(seqs(answer.conversations[id]?.missed ?? []), upTo(total).slice(1));
    t.equal(answer.unread[id], total, 'unread');
  }
  t.notOk(foreign.id in answer.unread);
  t.equal(
    answer.unreadTotal,
    ids.reduce((sum, _, i) => sum + (i % 5), 0),
  );
  // Unread is told for all conversations, also for those that were not asked for.
  const { unread } = await device.ask('sync', { conversations: {} });
  t.equal(Object.keys(unread).length, 24);
});

test(`sync takes up to ${maxSyncConversations} conversations`, async (t) => {
  const { agent } = await cluster.talk();
  const device = await cluster.connect(0, agent);
  const asked = (count: number) => ({ conversations: Object.fromEntries(upTo(count).map((i) => [`c${i}`, 0])) });
  t.equal(await device.codeOf('sync', asked(maxSyncConversations)), undefined);
  t.equal(await device.codeOf('sync', asked(maxSyncConversations + 1)), 'VALIDATION');
});
