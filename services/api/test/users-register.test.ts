import { randomInt } from 'node:crypto';
import type { SignedIn } from '@samvad/contract';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isSignedIn } from './support/shapes.js';

const password = 'pass-of-ten';
/** A national number that nobody has yet. */
const newNumber = () => `97${String(randomInt(1e8)).padStart(8, '0')}`;
const devanagari = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit)));

test('POST /users/register', async (t) => {
  const { api, other, core, make } = await startApi(t, { nodes: 2 });
  const register = (body: unknown, at = api) => at.post<SignedIn>('users/register', body);

  await t.test('makes a customer who is signed in', async (t) => {
    const number = newNumber();
    const answer = await register({ name: '  Rajesh Kumar ', phone: number, password });
    isSignedIn(t, answer, 201);
    t.match(answer.body.user, { name: 'Rajesh Kumar', role: 'User', phone: `+91${number}`, avatarUrl: null });
    const me = await api.as(answer.body).get('users/me');
    t.same([me.status, me.body], [200, { data: answer.body.user }]);
    const login = await api.post<SignedIn>('users/login', { phone: number, password });
    t.equal(login.body.user.id, answer.body.user.id);
  });

  await t.test('a phone is stored in E.164, however it is written', async (t) => {
    const spellings: ((number: string) => string)[] = [
      (n) => n,
      (n) => `+91${n}`,
      (n) => `+91 ${n.slice(0, 5)} ${n.slice(5)}`,
      (n) => `0${n}`,
      (n) => `+91-${n.slice(0, 3)}-${n.slice(3)}`,
      (n) => `(+91) ${n}`,
      (n) => devanagari(n),
      (n) => devanagari(`+91 ${n}`),
    ];
    for (const spell of spellings) {
      const number = newNumber();
      const { status, body } = await register({ name: 'Priya', phone: spell(number), password });
      t.same([status, body.user?.phone], [201, `+91${number}`], spell(number));
    }
    const abroad = await register({ name: 'Ann', phone: '+1 (650) 253-0000', password });
    t.equal(abroad.body.user.phone, '+16502530000');
  });

  await t.test('a phone that is taken is a CONFLICT in any spelling', async (t) => {
    const number = newNumber();
    t.equal((await register({ name: 'First', phone: number, password })).status, 201);
    for (const phone of [number, `+91 ${number}`, devanagari(number)]) {
      isError(t, await register({ name: 'Second', phone, password }), 'CONFLICT', phone);
    }
  });

  await t.test('of registrations that race on two nodes one wins', async (t) => {
    const phone = newNumber();
    const answers = await Promise.all(
      [api, other, api, other].map((at) => register({ name: 'Race', phone, password }, at)),
    );
    t.same(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
    const rows = await core.db.kysely.selectFrom('users').select('id').where('phone', '=', `+91${phone}`).execute();
    t.equal(rows.length, 1);
  });

  await t.test('nothing but name, phone and password is taken from the body', async (t) => {
    const admin = await make('Admin');
    const phone = newNumber();
    const body = {
      name: 'Mallory',
      phone,
      password,
      role: 'Admin',
      id: admin.id,
      isAdmin: true,
      avatarUrl: 'http://x',
    };
    const answer = await register(body);
    isSignedIn(t, answer, 201);
    t.match(answer.body.user, { role: 'User', avatarUrl: null });
    t.not(answer.body.user.id, admin.id);
    const [, claims = ''] = answer.body.token.split('.');
    t.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).role, 'User');
    isError(t, await api.as(answer.body).post('admin/users', { ...body, phone: newNumber() }), 'FORBIDDEN');
  });

  await t.test('VALIDATION', async (t) => {
    const good = { name: 'Asha', phone: newNumber(), password };
    const bad: [string, unknown][] = [
      ['no body', undefined],
      ['null', null],
      ['a list', [good]],
      ['no name', { phone: good.phone, password }],
      ['no phone', { name: 'Asha', password }],
      ['no password', { name: 'Asha', phone: good.phone }],
      ['an empty name', { ...good, name: '' }],
      ['a blank name', { ...good, name: ' \t\n' }],
      ['a very long name', { ...good, name: 'n'.repeat(5000) }],
      ['NUL in the name', { ...good, name: 'A\0B' }],
      ['a number as the name', { ...good, name: 7 }],
      ['a number as the phone', { ...good, phone: 9800000101 }],
      ['words as the phone', { ...good, phone: 'call me' }],
      ['a short phone', { ...good, phone: '12345' }],
      ['a long phone', { ...good, phone: '9'.repeat(30) }],
      ['a short password', { ...good, password: 'short' }],
      ['an object as the password', { ...good, password: { $ne: '' } }],
    ];
    for (const [what, body] of bad) isError(t, await register(body), 'VALIDATION', what);
    const lone = `{"name":"\\ud800","phone":"${good.phone}","password":"${password}"}`;
    isError(t, await api.post('users/register', undefined, { raw: lone }), 'VALIDATION', 'half an emoji in the name');
    t.equal((await register(good)).status, 201, 'none of these has taken the phone');
  });

  await t.test('the password is stored as a hash only', async (t) => {
    const { body } = await register({ name: 'Hashed', phone: newNumber(), password });
    const row = await core.db.kysely.selectFrom('users').selectAll().where('id', '=', body.user.id).executeTakeFirst();
    t.match(row?.password_hash, /^\$argon2id\$/);
    t.notMatch(JSON.stringify(row), password);
  });
});
