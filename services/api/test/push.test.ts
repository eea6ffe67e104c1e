import { createECDH, randomBytes } from 'node:crypto';
import { testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode } from './support/api.js';
import type { Client } from './support/client.js';
import { isError } from './support/shapes.js';

const vapid = { VAPID_PUBLIC_KEY: 'BExamplePublicKey', VAPID_PRIVATE_KEY: 'an example' };
const newKeys = () => ({
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: randomBytes(16).toString('base64url'),
});
const newEndpoint = () => `https://push.example.com/send/${randomBytes(8).toString('hex')}`;

test('web push', async (t) => {
  const { api, core, backends, make } = await startApi(t, vapid);
  const subscribe = (as: Client, endpoint: unknown = newEndpoint(), more: object = {}) =>
    as.post<{ data: { _id: string } }>('push/subscriptions', { endpoint, keys: newKeys(), ...more });
  const stored = async () =>
    (await core.db.pool.query('select endpoint, user_id, locale from push_subscriptions order by created_at')).rows;
  const endpointsOf = async ({ id }: { id: string }) =>
    (await stored()).filter(({ user_id }) => user_id === id).map(({ endpoint }) => endpoint);

  await t.test('GET /push/key, for every role', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const answer = await api.as(await make(role)).get('push/key');
      t.same([answer.status, answer.body], [200, { data: { publicKey: vapid.VAPID_PUBLIC_KEY } }]);
      t.notMatch(answer.text, vapid.VAPID_PRIVATE_KEY);
    }
  });

  await t.test('POST /push/subscriptions keeps one for each endpoint, which moves with who uses it', async (t) => {
    const [one, two] = [await make('User'), await make('Support')];
    const endpoint = newEndpoint();
    const first = await subscribe(api.as(one), endpoint, { locale: 'hi-IN' });
    t.equal(first.status, 201);
    t.type(first.body.data._id, 'string');
    t.match(await stored(), [{ endpoint, user_id: one.id, locale: 'hi-IN' }]);
    t.same((await subscribe(api.as(one), endpoint)).body.data, first.body.data);
    t.equal((await subscribe(api.as(two), endpoint)).status, 201);
    t.match(await stored(), [{ endpoint, user_id: two.id, locale: 'en' }]);
  });

  await t.test('of more than ten the oldest goes', async (t) => {
    const person = await make('User');
    const endpoints = Array.from({ length: 12 }, newEndpoint);
    for (const endpoint of endpoints) t.equal((await subscribe(api.as(person), endpoint)).status, 201);
    t.same(await endpointsOf(person), endpoints.slice(2));
    // Renewed, it is the newest.
    await subscribe(api.as(person), endpoints[2]);
    await subscribe(api.as(person), endpoints[0]);
    t.same(await endpointsOf(person), [...endpoints.slice(4), endpoints[2], endpoints[0]]);
  });

  await t.test('DELETE /push/subscriptions: one’s own, as often as one likes', async (t) => {
    const [person, other] = [await make('User'), await make('User')];
    const endpoint = newEndpoint();
    await subscribe(api.as(person), endpoint);
    for (const unknown of [endpoint, newEndpoint(), 'nonsense', '']) {
      t.equal((await api.as(other).delete('push/subscriptions', { endpoint: unknown })).status, 204, unknown);
    }
    t.same(await endpointsOf(person), [endpoint]);
    for (let i = 0; i < 2; i += 1) {
      t.match(await api.as(person).delete('push/subscriptions', { endpoint }), { status: 204, text: '' });
      t.same(await endpointsOf(person), []);
    }
    isError(t, await api.as(person).delete('push/subscriptions', {}), 'VALIDATION');
  });

  await t.test('they end with the sign-in that made them', async (t) => {
    const person = await make('User');
    const second = await api.post<{ token: string }>('users/login', { phone: person.phone, password: testPassword });
    const [one, two] = [newEndpoint(), newEndpoint()];
    await subscribe(api.as(person), one);
    await subscribe(api.as(second.body), two);
    t.equal((await api.as(person).post('users/logout')).status, 204);
    t.same(await endpointsOf(person), [two]);
    isError(t, await subscribe(api.as(person), one), 'UNAUTHORIZED');
    const admin = await make('Admin');
    t.equal((await api.as(admin).post(`admin/users/${person.id}/force-offline`)).status, 204);
    t.same(await endpointsOf(person), []);
  });

  await t.test('VALIDATION', async (t) => {
    const person = api.as(await make('User'));
    const inside = [
      'localhost',
      'x.localhost',
      'redis',
      'db.internal',
      'printer.local',
      '127.0.0.1',
      '127.1',
      '2130706433',
    ];
    const addresses = [
      '10.0.0.1',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
    ];
    const sixes = [
      '[::1]',
      '[::]',
      '[fe80::1]',
      '[fc00::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
    ];
    for (const host of [...inside, ...addresses, ...sixes, 'localhost.', '0x7f.1']) {
      isError(t, await subscribe(person, `https://${host}/x`), 'VALIDATION', host);
    }
    const bad = [
      '',
      'x',
      'http://push.example.com/x',
      'ftp://push.example.com',
      'https://',
      'https://a:b@push.example.com/x',
    ];
    for (const endpoint of [...bad, `https://push.example.com/${'x'.repeat(2048)}`, 7, null]) {
      isError(t, await subscribe(person, endpoint), 'VALIDATION', String(endpoint).slice(0, 60));
    }
    const good = newKeys();
    const badKeys = [undefined, {}, { ...good, auth: 'x' }, { ...good, p256dh: good.auth }, { ...good, auth: '' }];
    for (const keys of [...badKeys, { ...good, p256dh: `A${good.p256dh.slice(1)}` }, { ...good, auth: good.p256dh }]) {
      isError(t, await subscribe(person, newEndpoint(), { keys }), 'VALIDATION', JSON.stringify(keys));
    }
    for (const locale of ['x'.repeat(36), 7, 'a\0']) {
      isError(t, await subscribe(person, newEndpoint(), { locale }), 'VALIDATION', String(locale));
    }
    t.equal((await subscribe(person, 'https://203.0.113.7/x')).status, 201, 'an address of the open internet');
  });

  await t.test('where no keys are configured there is none of it', async (t) => {
    const without = clientOf(await startNode(t, backends)).as(await make('User'));
    isError(t, await without.get('push/key'), 'NOT_FOUND');
    isError(t, await subscribe(without), 'NOT_FOUND');
    isError(t, await without.delete('push/subscriptions', { endpoint: newEndpoint() }), 'NOT_FOUND');
    const open = clientOf(await startNode(t, backends, { ...vapid, PUSH_ALLOW_PRIVATE_HOSTS: true }));
    t.equal((await subscribe(open.as(await make('User')), 'https://localhost:9/x')).status, 201, 'where it is allowed');
  });
});
