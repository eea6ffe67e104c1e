import type { SignedIn } from '@samvad/contract';
import { testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isSignedIn } from './support/shapes.js';

test('POST /users/login', async (t) => {
  const { api, make } = await startApi(t);
  const login = (phone: unknown, password: unknown = testPassword) =>
    api.post<SignedIn>('users/login', { phone, password });

  await t.test('signs every role in', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const person = await make(role);
      const answer = await login(person.phone);
      isSignedIn(t, answer, 200);
      t.match(answer.body.user, { id: person.id, name: person.name, role, phone: person.phone });
      t.equal((await api.as(answer.body).get('users/me')).status, 200);
    }
  });

  await t.test('each sign-in has tokens of its own', async (t) => {
    const { phone } = await make('User');
    const [one, two] = await Promise.all([login(phone), login(phone)]);
    t.not(one.body.token, two.body.token);
    t.not(one.body.refreshToken, two.body.refreshToken);
  });

  await t.test('the phone may be written as people write it', async (t) => {
    const { id, phone } = await make('User');
    const number = phone.slice(3);
    const inHindi = number.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit)));
    for (const spelling of [number, `0${number}`, `+91 ${number.slice(0, 5)} ${number.slice(5)}`, inHindi]) {
      const { status, body } = await login(spelling);
      t.same([status, body.user?.id], [200, id], spelling);
    }
  });

  await t.test('a wrong phone and a wrong password are the same answer', async (t) => {
    const { phone } = await make('User');
    const strangers = ['+919100000000', 'not a phone', '', '\0', "' or 1=1 --"];
    const wrong = await login(phone, 'not the password');
    isError(t, wrong, 'UNAUTHORIZED', 'a wrong password');
    for (const stranger of strangers) {
      const unknown = await login(stranger);
      isError(t, unknown, 'UNAUTHORIZED', JSON.stringify(stranger));
      const { requestId: _, ...expected } = wrong.body as unknown as Record<string, unknown>;
      const { requestId: __, ...found } = unknown.body as unknown as Record<string, unknown>;
      t.same(found, expected, JSON.stringify(stranger));
      const names = (headers: Headers) => [...headers.keys()].sort();
      t.same(names(unknown.headers), names(wrong.headers));
    }
    // No password rule shows: one that nobody can have is wrong like any other.
    isError(t, await login(phone, 'x'), 'UNAUTHORIZED');
    isError(t, await login(phone, ''), 'UNAUTHORIZED');
  });

  await t.test('and take the same time', async (t) => {
    const { phone } = await make('User');
    const timed = async (number: string) => {
      const start = performance.now();
      await login(number, 'not the password');
      return performance.now() - start;
    };
    await timed(phone);
    await timed('+919100000001');
    const wrongPassword: number[] = [];
    const wrongPhone: number[] = [];
    // By turns, so that what else the machine does falls on both alike.
    for (let i = 0; i < 9; i += 1) {
      wrongPassword.push(await timed(phone));
      wrongPhone.push(await timed('+919100000001'));
    }
    // The fastest of each is the one least disturbed. Without a hash the answer comes some ten times sooner.
    const ratio = Math.min(...wrongPhone) / Math.min(...wrongPassword);
    t.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio.toFixed(2)}`);
  });

  await t.test('VALIDATION', async (t) => {
    const { phone } = await make('User');
    for (const body of [undefined, null, [], {}, { phone }, { password: testPassword }]) {
      isError(t, await api.post('users/login', body), 'VALIDATION', JSON.stringify(body));
    }
    isError(t, await login(Number(phone)), 'VALIDATION', 'a number as the phone');
    isError(t, await login(phone, { $ne: null }), 'VALIDATION', 'an object as the password');
    isError(t, await login([phone]), 'VALIDATION', 'a list of phones');
  });
});
