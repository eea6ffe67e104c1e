import type { SignedIn } from '@samvad/contract';
import { eventually, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode, startNodes, startStoppableBackends } from './support/api.js';
import type { Client } from './support/client.js';
import { isError } from './support/shapes.js';

const isRefused = async (at: Client, token: string) => (await at.as({ token }).get('users/me')).status === 401;

test('POST /users/logout', async (t) => {
  const { api, other, backends, make } = await startApi(t, { nodes: 2 });

  await t.test('ends the sign-in on every node within 5 s, for every role', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const { token, refreshToken } = await make(role);
      t.notOk(await isRefused(other, token));
      const answer = await api.as({ token }).post('users/logout');
      t.same([answer.status, answer.text], [204, '']);
      isError(t, await api.as({ token }).get('users/me'), 'UNAUTHORIZED', 'at once on this node');
      await eventually(() => isRefused(other, token), 'the other node refuses the token', 5_000);
      isError(t, await other.as({ token }).get('users/me'), 'UNAUTHORIZED');
      isError(t, await api.post('users/refresh', { refreshToken }), 'UNAUTHORIZED');
      isError(t, await other.post('users/refresh', { refreshToken }), 'UNAUTHORIZED');
      isError(t, await api.as({ token }).post('users/logout'), 'UNAUTHORIZED', 'a second time');
    }
  });

  await t.test('ends the tokens of earlier refreshes of the sign-in too', async (t) => {
    const { token, refreshToken } = await make('User');
    const { body } = await other.post<SignedIn>('users/refresh', { refreshToken });
    t.equal((await api.as(body).post('users/logout')).status, 204);
    for (const at of [api, other]) {
      for (const one of [token, body.token]) await eventually(() => isRefused(at, one), 'the token is refused', 5_000);
    }
  });

  await t.test('a refresh that races with it does not survive', async (t) => {
    for (let i = 0; i < 5; i += 1) {
      const { token, refreshToken } = await make('User');
      const [refreshed, ended] = await Promise.all([
        other.post<SignedIn>('users/refresh', { refreshToken }),
        api.as({ token }).post('users/logout'),
      ]);
      t.equal(ended.status, 204);
      if (refreshed.status === 200) {
        const { body } = refreshed;
        isError(t, await api.post('users/refresh', { refreshToken: body.refreshToken }), 'UNAUTHORIZED');
        for (const at of [api, other]) await eventually(() => isRefused(at, body.token), 'the token is refused', 5_000);
      } else isError(t, refreshed, 'UNAUTHORIZED');
    }
  });

  await t.test('a node that starts later knows of it', async (t) => {
    const { token } = await make('User');
    t.equal((await api.as({ token }).post('users/logout')).status, 204);
    const late = clientOf(await startNode(t, backends));
    isError(t, await late.as({ token }).get('users/me'), 'UNAUTHORIZED');
  });

  await t.test('other sign-ins of the person go on', async (t) => {
    const { phone, token } = await make('User');
    const { body } = await api.post<SignedIn>('users/login', { phone, password: testPassword });
    t.equal((await api.as({ token }).post('users/logout')).status, 204);
    t.equal((await api.as(body).get('users/me')).status, 200);
    t.equal((await other.post('users/refresh', { refreshToken: body.refreshToken })).status, 200);
  });

  await t.test('whatever body comes along does not matter', async (t) => {
    const json = { 'content-type': 'application/json' };
    for (const raw of ['', '{}', '{"everywhere":true}']) {
      const { token } = await make('User');
      t.equal((await api.as({ token }).post('users/logout', undefined, { headers: json, raw })).status, 204, raw);
    }
  });
});

test('a logout without Redis still reaches the other node within 5 s', async (t) => {
  const backends = await startStoppableBackends(t);
  const { api, other, make } = await startNodes(t, backends, 2);
  const { token } = await make('User');
  t.notOk(await isRefused(other, token));
  await backends.stopRedis();
  t.equal((await api.as({ token }).post('users/logout')).status, 204);
  await eventually(() => isRefused(other, token), 'the other node refuses the token', 5_000);
});
