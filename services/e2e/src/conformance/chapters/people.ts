import assert from 'node:assert/strict';
import { type Chapter, check, Skipped } from '../check.js';
import { freshPhone, password } from '../crew.js';
import { gives, refuses, succeeds } from '../expect.js';
import { signInAt } from '../person.js';
import { assertFits } from '../shape.js';
import { profile, signedIn } from '../shapes.js';
import { eventually } from '../wait.js';

const withoutRequestId = ({ requestId: _, ...rest }: Record<string, unknown>) => rest;

export const people: Chapter = {
  name: 'people',
  about: 'registering, signing in and out, roles, profiles',
  checks: [
    check('registering answers 201 with a sign-in and a User', async (desk) => {
      const phone = freshPhone();
      const body = { name: 'Neha', phone, password };
      const made = await succeeds(desk.call('POST', '/users/register', { body }), 201, signedIn);
      assert.equal(made.user.role, 'User');
      assert.equal(made.user.name, 'Neha');
      assert.equal(made.user.phone, phone, 'oneself sees the own phone');
      await gives(desk.call('GET', '/users/me', { token: made.token }), 200, profile);
    }),
    check('nobody makes itself an admin by registering', async (desk) => {
      const body = { name: 'Neha', phone: freshPhone(), password, role: 'Admin', isAdmin: true };
      const { status, body: made } = await desk.call('POST', '/users/register', { body });
      if (status === 201) assert.equal(made.user.role, 'User');
      else assert.equal(made.code, 'VALIDATION');
    }),
    check('a phone that is registered is CONFLICT', async (desk) => {
      const { customer } = await desk.talk();
      const body = { name: 'Again', phone: customer.phone, password };
      await refuses(desk.call('POST', '/users/register', { body }), 409, 'CONFLICT');
    }),
    check('a registration that is not complete is VALIDATION', async (desk) => {
      const whole = { name: 'Neha', phone: freshPhone(), password };
      const bad = { name: '', phone: 'not a phone', password: '' };
      for (const field of ['name', 'phone', 'password'] as const) {
        const missing = { ...whole, [field]: undefined };
        await refuses(desk.call('POST', '/users/register', { body: missing }), 400, 'VALIDATION', `no ${field}`);
        const wrong = { ...whole, [field]: bad[field] };
        await refuses(desk.call('POST', '/users/register', { body: wrong }), 400, 'VALIDATION', `a bad ${field}`);
      }
    }),
    check('phones are kept as E.164, however they are typed', async (desk) => {
      const { customer } = await desk.talk();
      const { phone } = customer;
      for (const typed of [
        `${phone.slice(0, 3)} ${phone.slice(3, 8)} ${phone.slice(8)}`,
        phone.replace(/(\d{5})$/, '-$1'),
      ]) {
        const signIn = await signInAt(desk.url, typed, password);
        assert.equal(signIn.user.phone, phone, typed);
      }
    }),
    check('login answers with token, refreshToken, expiresIn and user at the top level', async (desk) => {
      const { agent } = await desk.talk();
      const body = { phone: agent.phone, password };
      const found = await succeeds(desk.call('POST', '/users/login', { body }), 200, signedIn);
      assert.equal(found.user.role, 'Support');
      assert.equal(found.token.split('.').length, 3, 'token is a JWT');
    }),
    check('a wrong phone and a wrong password are the same 401', async (desk) => {
      const { customer } = await desk.talk();
      const login = (phone: string) =>
        desk.call('POST', '/users/login', { body: { phone, password: 'not the password' } });
      const [wrongPassword, wrongPhone] = await Promise.all([login(customer.phone), login(freshPhone())]);
      await refuses(Promise.resolve(wrongPassword), 401, 'UNAUTHORIZED');
      assert.deepEqual(withoutRequestId(wrongPhone.body), withoutRequestId(wrongPassword.body));
    }),
    check('a login without a phone or a password is VALIDATION', async (desk) => {
      for (const body of [{}, { phone: '+919600000000' }, { password }, { phone: 7, password }]) {
        await refuses(desk.call('POST', '/users/login', { body }), 400, 'VALIDATION', JSON.stringify(body));
      }
    }),
    check('wrong passwords of one account end in RATE_LIMITED with Retry-After', async (desk) => {
      const { phone } = await desk.crew.customer();
      for (let i = 0; i < 30; i++) {
        const answer = await desk.call('POST', '/users/login', { body: { phone, password: `wrong ${i}` } });
        if (answer.status === 401) continue;
        await refuses(Promise.resolve(answer), 429, 'RATE_LIMITED');
        assert.ok(Number(answer.headers.get('retry-after')) > 0, 'Retry-After says when to try again');
        return;
      }
      throw new Skipped('30 wrong passwords were not limited here');
    }),
    check('a refresh answers with a new pair that works', async (desk) => {
      const { customer } = await desk.talk();
      const { refreshToken } = await customer.signInAgain();
      const pair = await succeeds(desk.call('POST', '/users/refresh', { body: { refreshToken } }), 200, signedIn);
      assert.notEqual(pair.refreshToken, refreshToken);
      await gives(desk.call('GET', '/users/me', { token: pair.token }), 200);
      await succeeds(desk.call('POST', '/users/refresh', { body: { refreshToken: pair.refreshToken } }), 200, signedIn);
    }),
    check('a refresh token that is used again revokes its family, and no other', async (desk) => {
      const { customer } = await desk.talk();
      const [first, bystander] = await Promise.all([customer.signInAgain(), customer.signInAgain()]);
      const refresh = (refreshToken: string) => desk.call('POST', '/users/refresh', { body: { refreshToken } });
      const second = await succeeds(refresh(first.refreshToken), 200);
      const third = await succeeds(refresh(second.refreshToken), 200);
      await refuses(refresh(first.refreshToken), 401, 'UNAUTHORIZED', 'the used one');
      await refuses(refresh(third.refreshToken), 401, 'UNAUTHORIZED', 'the newest of the family');
      await eventually(
        async () => (await desk.call('GET', '/users/me', { token: third.token })).status === 401,
        'the end of its access token',
      );
      await gives(desk.call('GET', '/users/me', { token: bystander.token }), 200);
    }),
    check('a refresh token is no access token, and an access token no refresh token', async (desk) => {
      const { customer } = await desk.talk();
      const { token, refreshToken } = await customer.signInAgain();
      await refuses(desk.call('GET', '/users/me', { token: refreshToken }), 401, 'UNAUTHORIZED');
      await refuses(desk.call('POST', '/users/refresh', { body: { refreshToken: token } }), 401, 'UNAUTHORIZED');
      await refuses(desk.call('POST', '/users/refresh', { body: {} }), 400, 'VALIDATION', 'none');
    }),
    check('logout answers 204 and ends this sign-in within 5 s, and no other', async (desk) => {
      const { customer } = await desk.talk();
      const [here, there] = await Promise.all([customer.signInAgain(), customer.signInAgain()]);
      await succeeds(desk.call('POST', '/users/logout', { token: here.token }), 204);
      await eventually(
        async () => (await desk.call('GET', '/users/me', { token: here.token })).status === 401,
        'the end of the token',
        5_000,
      );
      const body = { refreshToken: here.refreshToken };
      await refuses(desk.call('POST', '/users/refresh', { body }), 401, 'UNAUTHORIZED', 'its refresh token');
      await gives(desk.call('GET', '/users/me', { token: there.token }), 200);
    }),
    check('me is the own profile, with the phone', async (desk) => {
      const { customer, agent } = await desk.talk();
      for (const person of [customer, agent, desk.admin]) {
        const me = await gives(person.get('/users/me'), 200, profile);
        assert.equal(me.id, person.id);
        assert.equal(me.phone, person.phone);
      }
    }),
    check('an admin makes agents and customers, who can sign in', async (desk) => {
      for (const role of ['Support', 'User']) {
        const phone = freshPhone();
        const made = await gives(
          desk.admin.post('/admin/users', { name: 'Made by the admin', phone, password, role }),
          201,
          profile,
        );
        assert.equal(made.role, role);
        assert.equal(made.phone, phone, 'the admin sees the phone');
        assert.equal((await signInAt(desk.url, phone, password)).user.id, made.id);
      }
    }),
    check('nobody but an admin makes people: FORBIDDEN', async (desk) => {
      const { customer, agent } = await desk.talk();
      const body = { name: 'Mine', phone: freshPhone(), password, role: 'Admin' };
      for (const person of [customer, agent]) await refuses(person.post('/admin/users', body), 403, 'FORBIDDEN');
    }),
    check('an admin who asks for an unknown role, or a phone that is taken, is refused', async (desk) => {
      const { customer } = await desk.talk();
      const body = { name: 'Somebody', phone: freshPhone(), password, role: 'Root' };
      await refuses(desk.admin.post('/admin/users', body), 400, 'VALIDATION');
      const taken = { ...body, role: 'User', phone: customer.phone };
      await refuses(desk.admin.post('/admin/users', taken), 409, 'CONFLICT');
    }),
    check('customers are shown nobody’s phone but their own; agents and admins see them', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const seen = async (person: typeof customer) => gives(person.get(`/chat/conversations/${id}`), 200);
      const own = await seen(customer);
      assert.equal(own.support.phone, undefined, 'the agent’s phone is shown to the customer');
      assert.equal((await seen(agent)).user.phone, customer.phone);
      assert.equal((await seen(desk.admin)).user.phone, customer.phone);
      assertFits(profile, own.support, 'support');
    }),
  ],
};
