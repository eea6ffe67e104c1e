import { createECDH, randomBytes } from 'node:crypto';
import { testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode } from './support/api.js';
import type { Client } from './support/client.js';
import { isError } from './support/shapes.js';

// Only workers read the file.
const fcm = { FCM_SERVICE_ACCOUNT_FILE: '/nowhere/service-account.json' };
const vapid = { VAPID_PUBLIC_KEY: 'BExamplePublicKey', VAPID_PRIVATE_KEY: 'an example' };
const newToken = () => `${randomBytes(16).toString('base64url')}:APA91b${randomBytes(90).toString('base64url')}`;

test('push for phones', async (t) => {
  const { api, core, backends, make } = await startApi(t, { ...fcm, ...vapid });
  const register = (as: Client, token: unknown = newToken(), more: object = {}) =>
    as.post<{ data: { _id: string } }>('push/devices', { platform: 'fcm', token, ...more });
  const stored = async () =>
    (await core.db.pool.query('select platform, token, user_id, locale from push_devices order by created_at')).rows;
  const tokensOf = async ({ id }: { id: string }) =>
    (await stored()).filter(({ user_id }) => user_id === id).map(({ token }) => token);

  await t.test('POST /push/devices, for every role', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const [person, token] = [await make(role), newToken()];
      const answer = await register(api.as(person), token);
      t.equal(answer.status, 201, role);
      t.same(Object.keys(answer.body.data), ['_id']);
      t.same(await tokensOf(person), [token]);
    }
  });

  await t.test('keeps one for each token, which moves with who uses the phone', async (t) => {
    const [one, two] = [await make('User'), await make('Support')];
    const token = newToken();
    const first = await register(api.as(one), token, { locale: 'hi-IN' });
    t.match((await stored()).at(-1), { platform: 'fcm', token, user_id: one.id, locale: 'hi-IN' });
    t.same((await register(api.as(one), token)).body.data, first.body.data);
    t.equal((await register(api.as(two), token)).status, 201);
    t.match((await stored()).at(-1), { token, user_id: two.id, locale: 'en' });
    t.same(await tokensOf(one), []);
    // Whose it was can no more end it, by sign-out either.
    t.equal((await api.as(one).delete('push/devices', { token })).status, 204);
    t.equal((await api.as(one).post('users/logout')).status, 204);
    t.same(await tokensOf(two), [token]);
  });

  await t.test('of more than ten, browsers and phones together, the oldest goes', async (t) => {
    const person = await make('User');
    const subscribe = async () => {
      const endpoint = `https://push.example.com/send/${randomBytes(8).toString('hex')}`;
      const keys = {
        p256dh: createECDH('prime256v1').generateKeys('base64url'),
        auth: randomBytes(16).toString('base64url'),
      };
      t.equal((await api.as(person).post('push/subscriptions', { endpoint, keys })).status, 201);
      return endpoint;
    };
    const endpoints = async () =>
      (
        await core.db.pool.query('select endpoint from push_subscriptions where user_id = $1 order by created_at', [
          person.id,
        ])
      ).rows.map(({ endpoint }) => endpoint);
    const browser = await subscribe();
    const tokens = Array.from({ length: 10 }, newToken);
    for (const token of tokens.slice(0, 9)) await register(api.as(person), token);
    t.same([await endpoints(), await tokensOf(person)], [[browser], tokens.slice(0, 9)]);
    await register(api.as(person), tokens[9]);
    t.same([await endpoints(), await tokensOf(person)], [[], tokens], 'the browser was the oldest');
    const another = await subscribe();
    t.same([await endpoints(), await tokensOf(person)], [[another], tokens.slice(1)], 'the first phone was');
    // Renewed, it is the newest.
    await register(api.as(person), tokens[1]);
    await register(api.as(person), tokens[0]);
    t.same(await tokensOf(person), [...tokens.slice(3), tokens[1], tokens[0]]);
  });

  await t.test('DELETE /push/devices: one’s own, as often as one likes', async (t) => {
    const [person, other] = [await make('User'), await make('Admin')];
    const token = newToken();
    await register(api.as(person), token);
    for (const unknown of [token, newToken()])
      t.equal((await api.as(other).delete('push/devices', { token: unknown })).status, 204);
    t.same(await tokensOf(person), [token]);
    for (let i = 0; i < 2; i += 1) {
      t.match(await api.as(person).delete('push/devices', { token }), { status: 204, text: '' });
      t.same(await tokensOf(person), []);
    }
    for (const bad of [undefined, 7, '', 'x'.repeat(2049)])
      isError(t, await api.as(person).delete('push/devices', { token: bad }), 'VALIDATION', String(bad).slice(0, 9));
  });

  await t.test('they end with the sign-in that registered them', async (t) => {
    const person = await make('User');
    const second = await api.post<{ token: string }>('users/login', { phone: person.phone, password: testPassword });
    const [one, two] = [newToken(), newToken()];
    await register(api.as(person), one);
    await register(api.as(second.body), two);
    t.equal((await api.as(person).post('users/logout')).status, 204);
    t.same(await tokensOf(person), [two]);
    isError(t, await register(api.as(person), one), 'UNAUTHORIZED');
    const admin = await make('Admin');
    t.equal((await api.as(admin).post(`admin/users/${person.id}/force-offline`)).status, 204);
    t.same(await tokensOf(person), []);
  });

  await t.test('UNAUTHORIZED without a sign-in', async (t) => {
    isError(t, await register(api), 'UNAUTHORIZED');
    isError(t, await api.delete('push/devices', { token: newToken() }), 'UNAUTHORIZED');
  });

  await t.test('VALIDATION', async (t) => {
    const person = api.as(await make('User'));
    const tokens = [undefined, null, 7, {}, '', 'a b', 'a\n', 'a\0', 'तोकन', 'x'.repeat(2049)];
    for (const token of tokens) {
      isError(
        t,
        await person.post('push/devices', { platform: 'fcm', token }),
        'VALIDATION',
        String(token).slice(0, 9),
      );
    }
    for (const platform of [undefined, null, 'web', 'apns', 'FCM', 7]) {
      isError(t, await person.post('push/devices', { platform, token: newToken() }), 'VALIDATION', String(platform));
    }
    for (const locale of ['x'.repeat(36), 7, 'a\0']) {
      isError(t, await register(person, newToken(), { locale }), 'VALIDATION', String(locale));
    }
    t.equal((await register(person, randomBytes(1_024).toString('hex'))).status, 201, 'the longest that is taken');
  });

  await t.test('where FCM is not configured there is none of it, and browsers are as before', async (t) => {
    const person = await make('User');
    const without = clientOf(await startNode(t, backends, vapid)).as(person);
    isError(t, await register(without), 'NOT_FOUND');
    isError(t, await without.delete('push/devices', { token: newToken() }), 'NOT_FOUND');
    t.equal((await without.get('push/key')).status, 200);
    const phonesOnly = clientOf(await startNode(t, backends, fcm)).as(person);
    t.equal((await register(phonesOnly)).status, 201);
    isError(t, await phonesOnly.get('push/key'), 'NOT_FOUND');
  });
});
