import type { SignedIn } from '@samvad/contract';
import { eventually, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import type { Client } from './support/client.js';
import { isError, isSignedIn } from './support/shapes.js';

test('POST /users/refresh', async (t) => {
  const { api, other, core, make } = await startApi(t, { nodes: 2 });
  const refresh = (refreshToken: unknown, at: Client = api) => at.post<SignedIn>('users/refresh', { refreshToken });
  const sessionOf = (refreshToken: string) => refreshToken.split('.')[0] ?? '';
  const works = async (person: { token: string }, at = api) => (await at.as(person).get('users/me')).status === 200;
  /** Refused on both nodes, within the time that the contract's logout has. */
  const isRefusedSoon = async (token: string) => {
    for (const at of [api, other]) {
      await eventually(async () => !(await works({ token }, at)), 'the access token is refused', 5_000);
    }
  };

  await t.test('gives a new pair, for every role', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const person = await make(role);
      const answer = await refresh(person.refreshToken);
      isSignedIn(t, answer, 200);
      t.match(answer.body.user, { id: person.id, role });
      t.not(answer.body.refreshToken, person.refreshToken);
      t.ok(await works(answer.body));
      t.ok(await works(person), 'the former access token lasts until it expires');
    }
  });

  await t.test('goes on from pair to pair, on any node', async (t) => {
    let { refreshToken } = await make('User');
    const seen = new Set([refreshToken]);
    for (let i = 0; i < 6; i += 1) {
      const { status, body } = await refresh(refreshToken, i % 2 ? api : other);
      t.equal(status, 200);
      refreshToken = body.refreshToken;
      seen.add(refreshToken);
    }
    t.equal(seen.size, 7, 'each token is a new one');
  });

  await t.test('a retry, for its answer was lost, gives the same refresh token', async (t) => {
    const person = await make('User');
    const first = await refresh(person.refreshToken);
    const retry = await refresh(person.refreshToken, other);
    isSignedIn(t, retry, 200);
    t.equal(retry.body.refreshToken, first.body.refreshToken);
    t.ok(await works(retry.body));
    t.equal((await refresh(first.body.refreshToken)).status, 200, 'the family lives on');
  });

  await t.test('twenty at once on two nodes all give the one successor', async (t) => {
    const { refreshToken } = await make('User');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => refresh(refreshToken, i % 2 ? api : other)));
    t.same(new Set(answers.map(({ status }) => status)), new Set([200]));
    t.equal(new Set(answers.map(({ body }) => body.refreshToken)).size, 1);
    t.equal((await refresh(answers[0]?.body.refreshToken)).status, 200);
  });

  await t.test('reuse after the successor was used revokes the family', async (t) => {
    const person = await make('User');
    const bystander = (await api.post<SignedIn>('users/login', { phone: person.phone, password: testPassword })).body;
    const second = (await refresh(person.refreshToken)).body;
    const third = (await refresh(second.refreshToken, other)).body;
    isError(t, await refresh(person.refreshToken), 'UNAUTHORIZED', 'the reused one');
    isError(t, await refresh(third.refreshToken), 'UNAUTHORIZED', 'the newest');
    isError(t, await refresh(second.refreshToken, other), 'UNAUTHORIZED', 'the one between');
    for (const { token } of [person, second, third]) await isRefusedSoon(token);
    isError(t, await api.as(third).get('users/me'), 'UNAUTHORIZED');
    t.ok(await works(bystander), 'another sign-in of the person goes on');
    t.equal((await refresh(bystander.refreshToken)).status, 200);
  });

  await t.test('so does reuse after the grace, even if the successor was never used', async (t) => {
    const person = await make('User');
    const second = (await refresh(person.refreshToken)).body;
    await core.db.kysely
      .updateTable('sessions')
      .set({ rotated_at: new Date(Date.now() - 60_000) })
      .where('id', '=', sessionOf(person.refreshToken))
      .execute();
    isError(t, await refresh(person.refreshToken), 'UNAUTHORIZED');
    isError(t, await refresh(second.refreshToken), 'UNAUTHORIZED');
    await isRefusedSoon(second.token);
  });

  await t.test('forged ones are refused and harm nobody', async (t) => {
    const person = await make('User');
    const stranger = await make('User');
    const [session, generation, mac] = person.refreshToken.split('.');
    const [, , strangersMac] = stranger.refreshToken.split('.');
    const forgeries = [
      'x',
      '...',
      `${person.refreshToken}x`,
      `${person.refreshToken}.x`,
      `${session}.2.${mac}`,
      `${session}.0.${mac}`,
      `${session}.-1.${mac}`,
      `${session}.1e0.${mac}`,
      `${session}.99999999999999999999.${mac}`,
      `${session}.${generation}.`,
      `${session}.${generation}.${strangersMac}`,
      `${sessionOf(stranger.refreshToken)}.${generation}.${mac}`,
      `${session?.replaceAll('-', '_')}.${generation}.${mac}`,
      `' or 1=1 --.1.${mac}`,
      person.token,
      'not\0even\ud800text',
    ];
    for (const forged of forgeries) isError(t, await refresh(forged), 'UNAUTHORIZED', forged.slice(0, 60));
    t.ok(await works(person));
    t.equal((await refresh(person.refreshToken)).status, 200);
  });

  await t.test('an expired one is refused', async (t) => {
    const person = await make('User');
    await core.db.kysely
      .updateTable('sessions')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('id', '=', sessionOf(person.refreshToken))
      .execute();
    isError(t, await refresh(person.refreshToken), 'UNAUTHORIZED');
  });

  await t.test('VALIDATION', async (t) => {
    for (const bad of [undefined, null, '', 7, {}, [], 'x'.repeat(10_000)]) {
      isError(t, await refresh(bad), 'VALIDATION', JSON.stringify(bad)?.slice(0, 40));
    }
    isError(t, await api.post('users/refresh'), 'VALIDATION', 'no body');
  });
});
