import { testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode, startNodes, startStoppableBackends } from './support/api.js';
import type { Client } from './support/client.js';
import { isError, isErrorShape } from './support/shapes.js';

/** Limits by address are in force only outside the demo. */
const production = { DEMO: false, LOGIN_FAILURES_PER_ACCOUNT: 3, LOGIN_FAILURES_PER_ADDRESS: 50 };
const login = (at: Client, phone: string, password = 'not the password') => at.post('users/login', { phone, password });

test('wrong passwords are limited by account', async (t) => {
  const { api, other, make } = await startApi(t, { nodes: 2, ...production });

  await t.test('on all nodes together, in every spelling of the phone', async (t) => {
    const { phone } = await make('User');
    isError(t, await login(api, phone), 'UNAUTHORIZED');
    isError(t, await login(other, phone.slice(3)), 'UNAUTHORIZED');
    isError(t, await login(api, `0${phone.slice(3)}`), 'UNAUTHORIZED');
    for (const at of [api, other]) isError(t, await login(at, phone), 'RATE_LIMITED');
    isError(t, await login(api, phone, testPassword), 'RATE_LIMITED', 'the right password tells nothing either');
    const wait = Number((await login(api, phone)).headers.get('retry-after'));
    t.ok(wait > 600 && wait <= 900, `Retry-After ${wait} s of a quarter of an hour`);
  });

  await t.test('other accounts are not touched', async (t) => {
    const { phone } = await make('User');
    t.equal((await login(api, phone, testPassword)).status, 200);
  });

  await t.test('a phone that nobody has is limited alike', async (t) => {
    const phone = '+919111111111';
    for (let i = 0; i < 3; i += 1) isError(t, await login(api, phone), 'UNAUTHORIZED');
    isError(t, await login(api, phone), 'RATE_LIMITED');
  });

  await t.test('right passwords do not count', async (t) => {
    const { phone } = await make('User');
    for (let i = 0; i < 5; i += 1) t.equal((await login(api, phone, testPassword)).status, 200);
  });

  await t.test('guesses made all at once are not let through either', async (t) => {
    const { phone } = await make('User');
    const guesses = await Promise.all(Array.from({ length: 30 }, (_, i) => login(i % 2 ? api : other, phone)));
    const tried = guesses.filter(({ status }) => status === 401).length;
    t.ok(tried <= 3, `${tried} of 30 guesses were tried, 3 are allowed`);
    t.ok(guesses.every(({ status }) => status === 401 || status === 429));
  });
});

test('wrong passwords are limited by address, whatever the account', async (t) => {
  const { api, make } = await startApi(t, { ...production, LOGIN_FAILURES_PER_ADDRESS: 4 });
  const { phone } = await make('User');
  for (let i = 0; i < 4; i += 1) isError(t, await login(api, `+9192222222${i}0`), 'UNAUTHORIZED');
  isError(t, await login(api, '+919222222299'), 'RATE_LIMITED');
  isError(t, await login(api, phone, testPassword), 'RATE_LIMITED');
});

test('without Redis wrong passwords are limited all the same', async (t) => {
  const backends = await startStoppableBackends(t);
  const { api, make } = await startNodes(t, backends, 1, production);
  const byAddress = clientOf(await startNode(t, backends, { ...production, LOGIN_FAILURES_PER_ADDRESS: 4 }));
  const [target, bystander] = [await make('User'), await make('User')];
  await backends.stopRedis();

  await t.test('by account', async (t) => {
    for (let i = 0; i < 3; i += 1) isError(t, await login(api, target.phone), 'UNAUTHORIZED');
    isError(t, await login(api, target.phone), 'RATE_LIMITED');
    isError(t, await login(api, target.phone, testPassword), 'RATE_LIMITED');
  });

  await t.test('while others sign in', async (t) => {
    t.equal((await login(api, bystander.phone, testPassword)).status, 200);
  });

  await t.test('and by address', async (t) => {
    for (let i = 0; i < 4; i += 1) isError(t, await login(byAddress, `+9193333333${i}0`), 'UNAUTHORIZED');
    isError(t, await login(byAddress, bystander.phone, testPassword), 'RATE_LIMITED');
  });
});

test('a login that fails for our reasons is no wrong password', async (t) => {
  const { api, core, make } = await startApi(t, { ...production, STATEMENT_TIMEOUT_MS: 300 });
  const { phone } = await make('User');
  const lock = await core.db.pool.connect();
  t.teardown(() => lock.release());
  // Nobody can be looked up while this lasts.
  await lock.query('begin; lock table users in access exclusive mode');
  for (let i = 0; i < 4; i += 1) {
    const answer = await login(api, phone, testPassword);
    t.ok(answer.status >= 500, `${answer.status}`);
    isErrorShape(t, answer, 'a login that cannot be looked up');
  }
  await lock.query('rollback');
  t.equal((await login(api, phone, testPassword)).status, 200, 'the account is not locked');
});
