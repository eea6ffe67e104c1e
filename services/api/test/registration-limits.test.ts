import { randomInt } from 'node:crypto';
import type { Config } from '@samvad/core';
import { test } from 'tap';
import { startApi, startNodes, startStoppableBackends } from './support/api.js';
import type { Client } from './support/client.js';
import { isError } from './support/shapes.js';

/** Limits by address are in force only outside the demo. */
const production: Partial<Config> = { DEMO: false, REGISTRATIONS_PER_ADDRESS: 2, LOGIN_FAILURES_PER_ADDRESS: 2 };
const phone = () => `+9196${String(randomInt(1e8)).padStart(8, '0')}`;
const from = (address?: string) => (address ? { headers: { 'x-forwarded-for': address } } : {});
const register = (at: Client, address?: string) =>
  at.post('users/register', { name: 'Someone', phone: phone(), password: 'pass-of-ten' }, from(address));
const guess = (at: Client, address?: string) =>
  at.post('users/login', { phone: phone(), password: 'not the password' }, from(address));

test('registrations are limited by address, on all nodes together', async (t) => {
  const { api, other } = await startApi(t, { nodes: 2, ...production });
  t.equal((await register(api)).status, 201);
  t.equal((await register(other)).status, 201);
  for (const at of [api, other]) {
    const refused = await register(at);
    isError(t, refused, 'RATE_LIMITED');
    t.ok(Number(refused.headers.get('retry-after')) <= 3600);
  }
});

test('without Redis too', async (t) => {
  const backends = await startStoppableBackends(t);
  const { api } = await startNodes(t, backends, 1, production);
  await backends.stopRedis();
  t.equal((await register(api)).status, 201);
  t.equal((await register(api)).status, 201);
  isError(t, await register(api), 'RATE_LIMITED');
});

test('X-Forwarded-For of a trusted proxy names the address', async (t) => {
  const { api } = await startApi(t, production);
  for (const address of ['203.0.113.1', '203.0.113.2', '2001:db8::1']) {
    for (let i = 0; i < 2; i += 1) t.equal((await register(api, address)).status, 201, address);
    isError(t, await register(api, address), 'RATE_LIMITED', address);
  }
  // Only what the proxy has added counts: what stands before it came from the client.
  isError(t, await register(api, '198.51.100.7, 203.0.113.1'), 'RATE_LIMITED', 'a forged first entry');
});

test('X-Forwarded-For of anyone else changes nothing', async (t) => {
  const { api } = await startApi(t, { ...production, TRUST_PROXY: '10.0.0.0/8' });
  for (let i = 0; i < 2; i += 1) t.equal((await register(api, `203.0.113.${i}`)).status, 201);
  isError(t, await register(api, '203.0.113.9'), 'RATE_LIMITED', 'a registration');
  isError(t, await register(api, '10.1.2.3'), 'RATE_LIMITED', 'as if from the proxy');
  for (let i = 0; i < 2; i += 1) isError(t, await guess(api, `203.0.113.${i}`), 'UNAUTHORIZED');
  isError(t, await guess(api, '203.0.113.9'), 'RATE_LIMITED', 'a login');
  const forwarded = { headers: { forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' } };
  isError(
    t,
    await api.post('users/register', { name: 'Someone', phone: phone(), password: 'pass-of-ten' }, forwarded),
    'RATE_LIMITED',
    'in other headers',
  );
});
