import { test } from 'tap';
import { startApi } from './support/api.js';
import type { Client } from './support/client.js';
import { isError } from './support/shapes.js';

test('requests are limited', async (t) => {
  // Outside the demo, which relaxes this one.
  const { api, other, make } = await startApi(t, { nodes: 2, DEMO: false, REQUESTS_PER_MINUTE: 5 });
  const me = (at: Client, person: { token: string }) => at.as(person).get('users/me');

  await t.test('per person, on all nodes together', async (t) => {
    const person = await make('User');
    for (let i = 0; i < 5; i += 1) t.equal((await me(i % 2 ? api : other, person)).status, 200);
    for (const at of [api, other]) {
      const refused = await me(at, person);
      isError(t, refused, 'RATE_LIMITED');
      t.ok(Number(refused.headers.get('retry-after')) <= 60);
    }
    isError(t, await api.as(person).post('chat/conversations', {}), 'RATE_LIMITED', 'on every endpoint');
  });

  await t.test('not per address, once signed in', async (t) => {
    for (let i = 0; i < 3; i += 1) t.equal((await me(api, await make('User'))).status, 200);
  });

  await t.test('per address before that', async (t) => {
    const refresh = () => api.post('users/refresh', { refreshToken: 'x' });
    for (let i = 0; i < 5; i += 1) isError(t, await refresh(), 'UNAUTHORIZED');
    isError(t, await refresh(), 'RATE_LIMITED');
    isError(t, await other.post('users/login', { phone: '+919100000000', password: 'x' }), 'RATE_LIMITED');
    t.equal((await me(api, await make('User'))).status, 200, 'who is signed in is not held up by that');
  });

  await t.test('health and metrics never', async (t) => {
    for (let i = 0; i < 10; i += 1) {
      for (const path of ['/health/live', '/health/ready', '/metrics']) t.equal((await api.get(path)).status, 200);
    }
  });
});

test('a Redis that does not answer holds nobody up, and limits still hold', async (t) => {
  const { api, core, make } = await startApi(t, { DEMO: false, REQUESTS_PER_MINUTE: 20 });
  const person = await make('User');
  const ask = () => api.as(person).get('chat/conversations');
  t.equal((await ask()).status, 200);
  const paused = 5_000;
  await core.redis.call('client', 'pause', String(paused), 'all');
  const began = performance.now();
  // The node counts by itself from here on.
  for (let i = 0; i < 20; i += 1) t.equal((await ask()).status, 200);
  isError(t, await ask(), 'RATE_LIMITED');
  t.ok(performance.now() - began < paused, `${performance.now() - began} ms: nobody waited for Redis`);
});
