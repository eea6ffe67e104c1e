import type { Message } from '@samvad/contract';
import { eventually, makeConversation, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { holdConversation } from './support/hold-conversation.js';
import { isError, isMessage } from './support/shapes.js';

test('more sends than may wait are OVERLOADED, and what was refused never appears', async (t) => {
  const { api, core, make } = await startApi(t, { MAX_QUEUED_SENDS: 3 });
  const [customer, agent] = [await make('User'), await make('Support')];
  const id = await makeConversation(core, customer, agent);
  const send = (content: string) =>
    api.as(customer).post<{ data: Message }>(`chat/messages/${id}`, { messageType: 'text', content });

  // While someone holds the conversation no send to it can end.
  const { lock, underWay } = await holdConversation(t, core, id, () => send('first'));

  let refused = 0;
  const others = Array.from({ length: 20 }, async (_, i) => {
    const answer = await send(`number ${i}`);
    if (answer.status === 503) refused += 1;
    return answer;
  });
  await eventually(() => refused > 0, 'some are refused while nothing moves');
  const before = await core.db.pool.query('select 1 from messages where conversation_id = $1', [id]);
  t.same(before.rows, [], 'nothing was acknowledged or stored yet');
  await lock.query('rollback');

  const answers = [await underWay, ...(await Promise.all(others))];
  const accepted = answers.filter(({ status }) => status === 201);
  for (const answer of answers) {
    if (answer.status === 201) isMessage(t, answer.body.data);
    else isError(t, answer, 'OVERLOADED');
  }
  t.ok(accepted.length >= 1 && accepted.length < 21);
  t.equal((await send('last')).status, 201, 'and then it goes on');
  const { rows } = await core.db.pool.query<{ seq: number; content: string }>(
    'select seq, content from messages where conversation_id = $1 order by seq',
    [id],
  );
  t.same(
    new Set(rows.map(({ content }) => content)),
    new Set([...accepted.map(({ body }) => body.data.content), 'last']),
  );
  t.same(
    rows.map(({ seq }) => seq),
    rows.map((_, i) => i + 1),
    'refusals leave no gap',
  );
});

test('more sign-ins at once than there is time to hash for are OVERLOADED', async (t) => {
  const { api, make } = await startApi(t, { MAX_CONCURRENT_HASHES: 1, LOGIN_FAILURES_PER_ACCOUNT: 1_000 });
  const { phone } = await make('User');
  const login = () => api.post('users/login', { phone, password: testPassword });
  const answers = await Promise.all(Array.from({ length: 140 }, login));
  const refused = answers.filter(({ status }) => status !== 200);
  t.ok(refused.length > 0 && refused.length < answers.length, `${refused.length} of ${answers.length} refused`);
  for (const answer of refused) isError(t, answer, 'OVERLOADED');
  t.equal((await login()).status, 200, 'and then it goes on');
});
