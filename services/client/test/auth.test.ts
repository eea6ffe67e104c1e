import { eventually, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { ChatError, MemorySessionStore } from '../src/index.js';
import { Desk, isOnline, signedIn, until } from './support/desk.js';

test('the sign-in', async (t) => {
  const desk = await Desk.start(t, { ACCESS_TOKEN_SECONDS: 3 });

  await t.test('in and out', async (t) => {
    const sessionStore = new MemorySessionStore();
    const client = await desk.client({ sessionStore });
    t.equal(client.store.getSnapshot().connection.status, 'signedOut');
    t.throws(() => client.send('c', { content: 'x' }), { code: 'SIGNED_OUT' });

    const phone = '+919712340001';
    const person = await client.auth.register({ name: 'Meera', phone, password: testPassword });
    t.equal(person.name, 'Meera');
    await until(client, isOnline, 'being online');
    t.equal((await client.rest.me()).id, person.id);

    const token = await client.auth.token();
    await client.auth.logout();
    t.equal(client.store.getSnapshot().connection.status, 'signedOut');
    t.equal(await sessionStore.load(), undefined, 'nothing is left behind');
    await t.rejects(client.rest.me(), { code: 'SIGNED_OUT' });
    const answer = await fetch(`http://127.0.0.1:${desk.apiPort}/api/v1/users/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    t.equal(answer.status, 401, 'the server has ended it too');

    const wrong = await client.auth.login({ phone, password: 'not this one' }).catch((error) => error);
    t.ok(wrong instanceof ChatError);
    t.match(wrong, { code: 'UNAUTHORIZED', status: 401, temporary: false });
    await client.auth.login({ phone, password: testPassword });
    await until(client, isOnline, 'being online again');

    const later = await desk.client({ sessionStore });
    t.equal((await later.auth.restore())?.id, person.id, 'a reload goes on with the sign-in');
    await until(later, isOnline, 'the reloaded one being online');
    client.close();
    later.close();
  });

  const { customer } = await desk.talk();

  await t.test('a token that runs out is refreshed in band', async (t) => {
    const sessionStore = new MemorySessionStore();
    const client = await desk.client({ sessionStore });
    await client.auth.login({ phone: customer.phone, password: testPassword });
    await until(client, isOnline, 'being online');
    const connections = new Set<string>();
    const stop = client.store.subscribe(({ connection }) => connections.add(connection.status));
    const socket = () => [...desk.node.io.of('/').sockets.values()].find((s) => s.data.actor.userId === customer.id);
    const expiry = () => socket()?.data.expiresAt ?? 0;
    const [before, first] = [socket()?.id, await client.auth.token()];
    const end = expiry();
    await eventually(() => expiry() > end && Date.now() > end, 'the connection outliving its first token', 8_000);
    stop();
    t.equal(socket()?.id, before, 'it is the same connection');
    t.notOk(connections.has('offline'), 'which nobody has noticed');
    t.not(await client.auth.token(), first);
    client.close();
  });

  await t.test('many that need one at once refresh once', async (t) => {
    const person = await desk.make('User');
    let refreshes = 0;
    const counting: typeof fetch = (input, init) => {
      if (String(input).endsWith('/users/refresh')) refreshes += 1;
      return fetch(input, init);
    };
    const client = await desk.client({ sessionStore: await signedIn(person, 0), fetch: counting });
    await client.auth.restore();
    await Promise.all([1, 2, 3, 4, 5].map(() => client.rest.me()));
    t.equal(refreshes, 1);
    client.close();
  });

  await t.test('an answer that is lost is asked for again', async (t) => {
    const person = await desk.make('User');
    const sessionStore = await signedIn(person, 0);
    let lost = 0;
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!String(input).endsWith('/users/refresh') || lost > 0) return response;
      lost += 1;
      await response.arrayBuffer();
      throw new TypeError('the connection broke');
    };
    const client = await desk.client({ sessionStore, fetch: losing });
    await client.auth.restore();
    t.equal((await client.rest.me()).id, person.id);
    t.equal(lost, 1);
    t.not((await sessionStore.load())?.refreshToken, person.refreshToken);
    client.close();
  });

  await t.test('two tabs that share a sign-in do not end it', async (t) => {
    const person = await desk.make('User');
    const sessionStore = await signedIn(person, 0);
    const [one, two] = [await desk.client({ sessionStore }), await desk.client({ sessionStore })];
    await Promise.all([one.auth.restore(), two.auth.restore()]);
    await one.rest.me();
    // The first token of the first tab has gone by the time the second asks.
    t.equal((await two.rest.me()).id, person.id);
    await until(one, isOnline, 'the first tab being online');
    await until(two, isOnline, 'the second tab being online');
    one.close();
    two.close();
  });

  await t.test('a refused refresh ends the sign-in', async (t) => {
    const person = await desk.make('User');
    const sessionStore = await signedIn(person);
    const client = await desk.client({ sessionStore });
    await client.auth.restore();
    await until(client, isOnline, 'being online');
    await desk.core.sessions.end(person.actor);
    await until(client, ({ connection }) => connection.status === 'signedOut', 'being signed out');
    t.equal(await sessionStore.load(), undefined);
  });
});
