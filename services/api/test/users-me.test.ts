import type { Profile } from '@samvad/contract';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isProfile } from './support/shapes.js';

test('GET /users/me', async (t) => {
  const { api, make } = await startApi(t);

  await t.test('is the own profile, phone included, for every role', async (t) => {
    for (const role of ['User', 'Support', 'Admin'] as const) {
      const { id, name, phone, token } = await make(role);
      const answer = await api.as({ token }).get<{ data: Profile }>('users/me');
      t.equal(answer.status, 200);
      isProfile(t, answer.body.data, { phone });
      t.match(answer.body.data, { id, name, role });
      t.match(answer.headers.get('cache-control'), /no-store/, 'nobody on the way keeps it');
    }
  });

  await t.test('needs a token', async (t) => isError(t, await api.get('users/me'), 'UNAUTHORIZED'));
});
