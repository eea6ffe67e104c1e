import type { SignedIn } from '@samvad/contract';
import type { Config } from '@samvad/core';
import { makePerson, startBackends, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startNode } from './support/api.js';
import { makeReady, storageOf } from './support/media.js';

const [former, next, foreign] = ['f', 'n', 'x'].map((letter) => letter.repeat(40)) as [string, string, string];

/** The settings of the nodes at each step of a rotation, as k8s/README.md tells it. */
const steps: readonly Partial<Config>[] = [
  { JWT_SECRET: former },
  { JWT_SECRET: former, JWT_SECRET_ACCEPTED: next },
  { JWT_SECRET: next, JWT_SECRET_ACCEPTED: former },
];

test('a secret is replaced, node by node, and nobody is signed out', async (t) => {
  const backends = await startBackends(t);
  const core = await testCore(t, backends, { JWT_SECRET: former });
  const storage = await storageOf(t, backends, { JWT_SECRET: former });
  const nodes = await Promise.all(steps.map(async (settings) => clientOf(await startNode(t, backends, settings))));
  const person = await makePerson(core, 'User');

  for (const [i, behind] of nodes.slice(0, -1).entries()) {
    const ahead = nodes[i + 1] ?? behind;
    await t.test(`while nodes are between step ${i + 1} and step ${i + 2}`, async (t) => {
      // The last one is renewed by the node that is ahead.
      for (const [here, there] of [
        [ahead, behind],
        [behind, ahead],
        [ahead, behind],
      ] as const) {
        const { status, body } = await here.post<SignedIn>('users/refresh', { refreshToken: person.refreshToken });
        t.equal(status, 200, 'the refresh token that the other node gave is taken');
        Object.assign(person, { token: body.token, refreshToken: body.refreshToken });
        t.equal((await there.as(person).get('users/me')).status, 200, 'so is the access token');
      }
    });
  }

  await t.test('the url of a media lives on', async (t) => {
    const { media } = await makeReady(core, storage, person);
    const url = new URL(media.url ?? '');
    const statuses = await Promise.all(
      nodes.map(async (node) => (await fetch(`${node.origin}${url.pathname}${url.search}`)).status),
    );
    t.same(statuses, [200, 200, 200]);
  });

  await t.test('what is accepted no more is refused', async (t) => {
    const last = clientOf(await startNode(t, backends, { JWT_SECRET: next }));
    const old = await makePerson(core, 'User');
    t.equal((await last.as(old).get('users/me')).status, 401);
    t.equal((await last.post('users/refresh', { refreshToken: old.refreshToken })).status, 401);
    t.equal((await last.as(person).get('users/me')).status, 200, 'what was renewed meanwhile is signed by the new one');
  });

  await t.test('a token that names an accepted secret, signed by another one, is refused', async (t) => {
    const forger = await testCore(t, backends, { JWT_SECRET: foreign });
    const [header] = core.tokens.sign(person.actor).split('.');
    const [, ...rest] = forger.tokens.sign(person.actor).split('.');
    for (const node of nodes) {
      t.equal((await node.as({ token: [header, ...rest].join('.') }).get('users/me')).status, 401);
      t.equal((await node.as({ token: forger.tokens.sign(person.actor) }).get('users/me')).status, 401);
    }
  });
});
