import type { SignedIn } from '@samvad/contract';
import { eventually, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode } from './support/api.js';
import { claimsOf, forge } from './support/jwt.js';
import { isError, isSignedIn } from './support/shapes.js';

test('access tokens', async (t) => {
  const { api, core, backends, make } = await startApi(t);
  const secret = core.config.JWT_SECRET;
  const header = { alg: 'HS256', typ: 'JWT' };
  const seconds = () => Math.floor(Date.now() / 1000);

  await t.test('every endpoint but register, login and refresh asks for one', async (t) => {
    const endpoints: ['GET' | 'POST' | 'PATCH' | 'DELETE', string][] = [
      ['POST', 'users/logout'],
      ['GET', 'users/me'],
      ['POST', 'admin/users'],
      ['GET', 'admin/users'],
      ['PATCH', 'admin/users/x'],
      ['POST', 'admin/users/x/force-offline'],
      ['GET', 'admin/load'],
      ['GET', 'chat/agents'],
      ['GET', 'push/key'],
      ['POST', 'push/subscriptions'],
      ['DELETE', 'push/subscriptions'],
      ['GET', 'chat/conversations'],
      ['POST', 'chat/conversations'],
      ['GET', 'chat/conversations/x'],
      ['PATCH', 'chat/conversations/x'],
      ['GET', 'chat/messages/x'],
      ['POST', 'chat/messages/x'],
      ['POST', 'chat/conversations/x/read'],
    ];
    for (const [method, path] of endpoints) {
      isError(t, await api.request(method, path, undefined, {}), 'UNAUTHORIZED', `${method} ${path}`);
      const bad = await api.as({ token: 'nonsense' }).request(method, path, undefined, {});
      isError(t, bad, 'UNAUTHORIZED', `${method} ${path} with nonsense`);
    }
  });

  await t.test('what is not of our making is refused', async (t) => {
    const person = await make('User');
    const claims = claimsOf(person.token);
    const admin = { ...claims, role: 'Admin' };
    const [head, body, mac = ''] = person.token.split('.');
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forgeries: Record<string, string> = {
      'alg none, unsigned': forge({ alg: 'none', typ: 'JWT' }, claims, null),
      'alg NONE, unsigned': forge({ alg: 'NONE' }, claims, null),
      'alg none, signed': forge({ alg: 'none' }, claims, secret),
      'RS256 in the header': forge({ alg: 'RS256', typ: 'JWT' }, claims, secret),
      'HS512 with our secret': forge({ alg: 'HS512', typ: 'JWT' }, claims, secret, 'sha512'),
      'no alg': forge({ typ: 'JWT' }, claims, secret),
      'another secret': forge(header, claims, 'another secret, also of 32 bytes or more'),
      'an empty secret': forge(header, claims, ''),
      'another role, old signature': `${head}.${encoded(admin)}.${mac}`,
      'a changed signature': `${head}.${body}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`,
      'no signature': `${head}.${body}.`,
      'two parts': `${head}.${body}`,
      'no claims': forge(header, {}, secret),
      'another issuer': forge(header, { ...claims, iss: 'someone' }, secret),
      'no expiry': forge(header, { ...claims, exp: undefined }, secret),
      'no person': forge(header, { ...claims, sub: undefined }, secret),
      'no session': forge(header, { ...claims, sid: undefined }, secret),
      'an unknown role': forge(header, { ...claims, role: 'Root' }, secret),
      'a list of roles': forge(header, { ...claims, role: ['Admin'] }, secret),
      'a refresh token': person.refreshToken,
      'expired, with another secret': forge(header, { ...claims, exp: 1 }, 'another secret, also of 32 bytes or more'),
      'not a token': 'a.b.c',
      'very long': 'x'.repeat(8_000),
    };
    for (const [what, token] of Object.entries(forgeries)) {
      isError(t, await api.as({ token }).get('users/me'), 'UNAUTHORIZED', what);
    }
    // The same claims, signed as we sign: it was the forgery that was refused, not the way the test forges.
    t.equal((await api.as({ token: forge(header, claims, secret) }).get('users/me')).status, 200);
  });

  await t.test('only a bearer token counts', async (t) => {
    const { token, phone } = await make('User');
    const basic = `Basic ${Buffer.from(`${phone}:${testPassword}`).toString('base64')}`;
    for (const authorization of ['', 'Bearer', 'Bearer ', token, `Token ${token}`, basic, `Bearer ${token} ${token}`]) {
      const answer = await api.get('users/me', { headers: { authorization } });
      isError(t, answer, 'UNAUTHORIZED', authorization.slice(0, 12));
    }
    isError(t, await api.get(`users/me?token=${token}`), 'UNAUTHORIZED', 'in the query');
    isError(t, await api.get('users/me', { headers: { cookie: `token=${token}` } }), 'UNAUTHORIZED', 'in a cookie');
  });

  await t.test('an expired one says so', async (t) => {
    const person = await make('User');
    const claims = claimsOf(person.token);
    const expired = forge(header, { ...claims, iat: seconds() - 100, exp: seconds() - 10 }, secret);
    isError(t, await api.as({ token: expired }).get('users/me'), 'TOKEN_EXPIRED');
    isError(t, await api.as({ token: expired }).post('chat/conversations', {}), 'TOKEN_EXPIRED');
  });

  await t.test('live for ACCESS_TOKEN_SECONDS', async (t) => {
    const { phone } = await make('User');
    const node = clientOf(await startNode(t, backends, { ACCESS_TOKEN_SECONDS: 3 }));
    const login = await node.post<SignedIn>('users/login', { phone, password: testPassword });
    isSignedIn(t, login, 200, 3);
    const { exp, iat } = claimsOf(login.body.token);
    t.equal(exp - iat, 3);
    t.ok(Math.abs(iat - seconds()) <= 5);
    const me = () => node.as(login.body).get<{ code?: string }>('users/me');
    await eventually(async () => (await me()).status === 401, 'the token expires');
    isError(t, await me(), 'TOKEN_EXPIRED');
    t.ok(Date.now() >= exp * 1000, 'not before its time');
    const renewed = await node.post<SignedIn>('users/refresh', { refreshToken: login.body.refreshToken });
    isSignedIn(t, renewed, 200, 3);
    t.equal((await node.as(renewed.body).get('users/me')).status, 200, 'a refresh carries on');
  });

  await t.test('live for a quarter of an hour by default', async (t) => {
    const { token } = await make('User');
    const { exp, iat } = claimsOf(token);
    t.equal(exp - iat, 900);
  });
});
