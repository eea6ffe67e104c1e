import { randomInt } from 'node:crypto';
import type { Profile, SignedIn } from '@samvad/contract';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isProfile } from './support/shapes.js';

const password = 'pass-of-ten';
const newNumber = () => `95${String(randomInt(1e8)).padStart(8, '0')}`;

test('POST /admin/users', async (t) => {
  const { api, make } = await startApi(t);
  const admin = api.as(await make('Admin'));
  const create = (body: unknown, as = admin) => as.post<{ data: Profile }>('admin/users', body);

  await t.test('makes an account of any role, which can sign in', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const number = newNumber();
      const answer = await create({ name: ' Asha Verma ', phone: `+91 ${number}`, password, role });
      t.equal(answer.status, 201);
      isProfile(t, answer.body.data, { phone: `+91${number}` });
      t.match(answer.body.data, { name: 'Asha Verma', role, isOnline: false, lastSeen: null });
      t.notOk('token' in answer.body || 'refreshToken' in answer.body, 'the admin does not become that person');
      const login = await api.post<SignedIn>('users/login', { phone: number, password });
      t.match([login.status, login.body.user], [200, { id: answer.body.data.id, role }]);
    }
  });

  await t.test('is FORBIDDEN to others, before anything is looked at', async (t) => {
    for (const role of ['User', 'Support'] as const) {
      const someone = api.as(await make(role));
      const number = newNumber();
      for (const body of [{ name: 'X', phone: number, password, role: 'Admin' }, { nonsense: true }, undefined]) {
        isError(t, await create(body, someone), 'FORBIDDEN', `${role} ${JSON.stringify(body)}`);
      }
      isError(t, await api.post('users/login', { phone: number, password }), 'UNAUTHORIZED', 'nobody was made');
    }
    isError(t, await create({ name: 'X', phone: newNumber(), password, role: 'Admin' }, api), 'UNAUTHORIZED');
  });

  await t.test('a phone that is taken is a CONFLICT', async (t) => {
    const { phone } = await make('User');
    isError(t, await create({ name: 'Twin', phone: phone.slice(3), password, role: 'Support' }), 'CONFLICT');
  });

  await t.test('VALIDATION', async (t) => {
    const good = { name: 'Asha', phone: newNumber(), password, role: 'Support' };
    const bad: [string, unknown][] = [
      ['no body', undefined],
      ['no role', { ...good, role: undefined }],
      ['an unknown role', { ...good, role: 'Root' }],
      ['a role in small letters', { ...good, role: 'support' }],
      ['a list of roles', { ...good, role: ['Admin'] }],
      ['no role at all', { ...good, role: null }],
      ['no name', { ...good, name: undefined }],
      ['a blank name', { ...good, name: '  ' }],
      ['no phone', { ...good, phone: undefined }],
      ['a bad phone', { ...good, phone: '123' }],
      ['no password', { ...good, password: undefined }],
      ['a short password', { ...good, password: 'short' }],
    ];
    for (const [what, body] of bad) isError(t, await create(body), 'VALIDATION', what);
    t.equal((await create(good)).status, 201, 'none of these has taken the phone');
  });

  await t.test('the id is not for the body to choose', async (t) => {
    const { id } = await make('User');
    const answer = await create({ id, name: 'Asha', phone: newNumber(), password, role: 'Support' });
    t.equal(answer.status, 201);
    t.not(answer.body.data.id, id);
  });
});
