import assert from 'node:assert/strict';
import { type Chapter, check, live, Skipped } from '../check.js';
import type { Desk } from '../desk.js';
import { ConnectRefused } from '../device.js';
import { gives, refuses, succeeds } from '../expect.js';
import type { Person, SignIn } from '../person.js';
import { pause } from '../wait.js';

/** Tokens that live longer than this are not waited for (s). */
const shortest = 25;

/** A sign-in whose access token ends while a check can wait for it. */
async function shortLived(person: Person): Promise<SignIn> {
  const signIn = await person.signInAgain();
  if (signIn.expiresIn <= shortest) return signIn;
  throw new Skipped(
    `access tokens live ${signIn.expiresIn} s here; a server whose tokens live ${shortest} s can show it`,
  );
}

const logOut = (desk: Desk, token: string) => succeeds(desk.call('POST', '/users/logout', { token }), 204);

export const tokens: Chapter = {
  name: 'tokens',
  about: 'auth:refresh, auth:expired, revocation of what is connected',
  checks: [
    live('auth:refresh with a newer token of the same person carries on', async (desk) => {
      const { id, customer } = await desk.talk();
      const phone = await desk.device(customer);
      const { token } = await customer.signInAgain();
      await phone.must('auth:refresh', { token });
      await phone.send(id, 'still here');
    }),
    live('auth:refresh with another person’s token, or none, is UNAUTHORIZED, and the old one stays', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const phone = await desk.device(customer);
      await phone.refused('auth:refresh', { token: await agent.token() }, 'UNAUTHORIZED');
      await phone.refused('auth:refresh', { token: 'x' }, 'UNAUTHORIZED');
      await phone.refused('auth:refresh', {}, 'VALIDATION');
      assert.equal((await phone.send(id, 'still myself')).senderId, customer.id);
    }),
    live('auth:refresh moves the connection to the sign-in of its token', async (desk) => {
      const { customer } = await desk.talk();
      const [former, later] = await Promise.all([customer.signInAgain(), customer.signInAgain()]);
      const phone = await desk.connecting({ token: former.token }).connected();
      const witness = await desk.connecting({ token: former.token }).connected();
      await phone.must('auth:refresh', { token: later.token });
      await logOut(desk, former.token);
      await witness.waitFor('auth:expired');
      await witness.ended;
      await phone.must('sync', { conversations: {} });
    }),
    live('logout ends the sign-in’s sockets on every node within 5 s: auth:expired, then the end', async (desk) => {
      const { customer } = await desk.talk();
      const [{ token }, other] = await Promise.all([customer.signInAgain(), customer.signInAgain()]);
      const devices = await Promise.all([1, 2, 3].map(() => desk.connecting({ token }).connected()));
      const spared = await desk.connecting({ token: other.token }).connected();
      const began = Date.now();
      await logOut(desk, token);
      for (const device of devices) {
        await device.waitFor('auth:expired');
        await device.ended;
      }
      assert.ok(Date.now() - began < 5_000, `it took ${Date.now() - began} ms`);
      await spared.must('sync', { conversations: {} });
    }),
    check('an access token that has expired is TOKEN_EXPIRED', async (desk) => {
      const { customer } = await desk.talk();
      const { token, expiresIn } = await shortLived(customer);
      await pause(expiresIn * 1_000 + 1_500);
      await refuses(desk.call('GET', '/users/me', { token }), 401, 'TOKEN_EXPIRED');
    }),
    live('a connection with an expired token is refused as TOKEN_EXPIRED', async (desk) => {
      const { customer } = await desk.talk();
      const { token, expiresIn } = await shortLived(customer);
      await pause(expiresIn * 1_000 + 1_500);
      const outcome = await desk
        .connecting({ token })
        .connected()
        .catch((error) => error);
      assert.ok(outcome instanceof ConnectRefused, 'it was not refused');
      assert.equal(outcome.data.code, 'TOKEN_EXPIRED');
    }),
    live(
      'a token that expires while connected ends the connection; auth:refresh before that carries on',
      async (desk) => {
        const { customer } = await desk.talk();
        const signIn = await shortLived(customer);
        const connect = () => desk.connecting({ token: signIn.token }).connected();
        const [ending, carrying] = [await connect(), await connect()];
        await pause((signIn.expiresIn / 2) * 1_000);
        const body = { refreshToken: signIn.refreshToken };
        const { token } = await succeeds(desk.call('POST', '/users/refresh', { body }), 200);
        await carrying.must('auth:refresh', { token });
        await ending.waitFor('auth:expired', undefined, signIn.expiresIn * 1_000);
        await ending.ended;
        await carrying.must('sync', { conversations: {} });
        await gives(desk.call('GET', '/users/me', { token }), 200);
      },
    ),
  ],
};
