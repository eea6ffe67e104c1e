import { makeConversation } from '@samvad/core/testing';
import fc from 'fast-check';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isErrorShape } from './support/shapes.js';

/** Strings that have broken servers before, and any others. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '\udc00x',
    '%',
    '\\',
    "'",
    '../..',
    '-1',
    'null',
    '1e309',
    '🎉'.repeat(2001),
  ),
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, -1, 2 ** 31, 2 ** 53, 1e308));
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
);

/** An object with some of an endpoint's fields, each right or wrong, and some that nobody knows. */
function bodyOf(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const either = Object.entries(fields).map(([name, right]) => [
    name,
    fc.oneof({ weight: 3, arbitrary: right }, value),
  ]);
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(Object.fromEntries(either), { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.dictionary(text, value, { maxKeys: 4 }) },
    { weight: 1, arbitrary: value },
  );
}

test('whatever is sent, no answer is our fault', async (t) => {
  const { api, core, make } = await startApi(t);
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const id = await makeConversation(core, customer, agent);
  const phone = fc.constantFrom(customer.phone, '9800000101', '+91 98000 00102', '123', '९८०००००१०३');
  const password = fc.constantFrom('pass-of-ten', 'short');
  const role = fc.constantFrom('User', 'Support', 'Admin');
  const status = fc.constantFrom('open', 'pending', 'resolved', 'closed');
  const message = {
    messageType: fc.constantFrom('text', 'image', 'system'),
    content: text,
    mediaId: fc.constantFrom(null, id),
    clientMessageId: text,
  };
  const endpoints: [string, 'POST' | 'PATCH', { token: string } | undefined, fc.Arbitrary<unknown>, number][] = [
    // Those that hash a password are dear.
    ['users/register', 'POST', undefined, bodyOf({ name: text, phone, password }), 60],
    ['users/login', 'POST', undefined, bodyOf({ phone, password }), 60],
    ['users/refresh', 'POST', undefined, bodyOf({ refreshToken: text }), 150],
    ['admin/users', 'POST', admin, bodyOf({ name: text, phone, password, role }), 60],
    ['chat/conversations', 'POST', customer, bodyOf({ subject: text, message: text }), 150],
    [
      `chat/conversations/${id}`,
      'PATCH',
      admin,
      bodyOf({ status, assignedSupportId: fc.constantFrom(agent.id, null) }),
      150,
    ],
    [`chat/messages/${id}`, 'POST', customer, bodyOf(message), 250],
    [`chat/conversations/${id}/read`, 'POST', agent, bodyOf({ upToSeq: fc.nat() }), 150],
  ];

  /** Asserts within the property, so that what is reported is the shortest body that fails. */
  const isNoFault = (answer: { status: number; text: string }) => {
    if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`);
  };

  for (const [path, method, person, body, numRuns] of endpoints) {
    await t.test(`${method} ${path.replace(id, ':id')}`, async (t) => {
      const property = fc.asyncProperty(body, async (sent) => {
        const answer = await api.as(person).request(method, path, undefined, { raw: JSON.stringify(sent) ?? 'null' });
        isNoFault(answer);
        if (answer.status >= 400) isErrorShape(t, answer, `${answer.status}`);
      });
      await t.resolves(fc.assert(property, { numRuns }));
    });
  }

  await t.test('any bytes as a body', async (t) => {
    const property = fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (raw) => {
      isNoFault(await api.as(customer).post(`chat/messages/${id}`, undefined, { raw }));
    });
    await t.resolves(fc.assert(property, { numRuns: 150 }));
  });

  await t.test('any query and any id', async (t) => {
    const names = fc.constantFrom('limit', 'cursor', 'status', 'q', 'before', 'after', 'limit[]', '__proto__', 'x');
    const query = fc.array(fc.tuple(names, fc.oneof(text, number.map(String))), { maxLength: 4 });
    const encode = (one: string) => encodeURIComponent(one.toWellFormed());
    const property = fc.asyncProperty(query, text, async (pairs, other) => {
      const search = pairs.map(([name, one]) => `${encode(name)}=${encode(one)}`).join('&');
      isNoFault(await api.as(agent).get(`chat/conversations?${search}`));
      isNoFault(await api.as(agent).get(`chat/messages/${id}?${search}`));
      isNoFault(await api.as(agent).get(`chat/conversations/${encode(other)}?${search}`));
    });
    await t.resolves(fc.assert(property, { numRuns: 150 }));
  });

  await t.test('any question to the search', async (t) => {
    const special = fc.string({ unit: fc.constantFrom(...`ab' "\\%_&|!()<>:*-@./#क्ष🎉`), maxLength: 30 });
    const property = fc.asyncProperty(fc.oneof(text, special), async (q) => {
      isNoFault(await api.as(admin).get(`chat/conversations?q=${encodeURIComponent(q.toWellFormed())}`));
    });
    await t.resolves(fc.assert(property, { numRuns: 200 }));
  });
});
