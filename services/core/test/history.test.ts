import { test } from 'tap';
import { makeConversation, makePerson, startBackends, testCore } from '../src/testing/index.js';

test('what a device has missed comes in pieces that a poor network can carry, and nothing is left out', async (t) => {
  const core = await testCore(t, await startBackends(t));
  const [customer, agent] = await Promise.all([makePerson(core, 'User'), makePerson(core, 'Support')]);
  const ids = await Promise.all(Array.from({ length: 20 }, () => makeConversation(core, customer, agent)));
  const each = 40;
  await Promise.all(
    ids.flatMap((conversationId) =>
      Array.from({ length: each }, () =>
        core.sender.send(customer.actor, { conversationId, messageType: 'text', content: 'ख'.repeat(4_000) }),
      ),
    ),
  );
  const [first = ''] = ids;
  const joined = await core.history.missed(agent.actor, first, 0);
  t.equal(joined.lastSeq, each);
  t.ok(
    joined.hasMore && joined.missed.length > 10 && joined.missed.length < each,
    `${joined.missed.length} of ${each}`,
  );

  const known: Record<string, number> = Object.fromEntries(ids.map((id) => [id, 0]));
  let rounds = 0;
  for (let more = true; more && rounds < 50; rounds += 1) {
    const answer = await core.history.sync(agent.actor, known);
    t.ok(JSON.stringify(answer).length < 500_000, 'an answer stays small');
    for (const [id, { missed }] of Object.entries(answer)) {
      for (const { seq } of missed) {
        t.equal(seq, (known[id] ?? 0) + 1, 'in order, without a gap');
        known[id] = seq;
      }
    }
    more = Object.values(answer).some(({ hasMore }) => hasMore);
  }
  t.same(
    Object.values(known),
    ids.map(() => each),
    `all there after ${rounds} rounds`,
  );
});
