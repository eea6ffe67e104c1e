import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { makeConversation, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import type { Answer, Client } from './support/client.js';
import { isError, isErrorShape } from './support/shapes.js';

/** `fetch` puts a URL in order before it is sent; this sends the path as it is. */
function getAsIs(origin: string, path: string, token?: string): Promise<Answer<unknown>> {
  const { hostname, port } = new URL(origin);
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => {
        const found = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        const body = text.startsWith('{') ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: found, text, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

test('what is not a proper request', async (t) => {
  const { api, core, make } = await startApi(t);
  const [customer, agent] = [await make('User'), await make('Support')];
  const id = await makeConversation(core, customer, agent);
  const signedIn = api.as(customer);
  const good = { messageType: 'text', content: 'x' };
  const raw = (text: string, at: Client = signedIn, path = `chat/messages/${id}`) =>
    at.post(path, undefined, { raw: text });

  await t.test('malformed JSON', async (t) => {
    for (const text of ['{', '}', '{"a":}', "{'a':1}", '{"a":1,}', 'x', '[1', '"', 'NaN', '\0', '{}{}', '\ufeff{']) {
      isError(t, await raw(text), 'VALIDATION', JSON.stringify(text));
      isError(t, await raw(text, api, 'users/login'), 'VALIDATION', `${JSON.stringify(text)} at login`);
    }
    isError(t, await raw('[['.repeat(20_000)), 'VALIDATION', 'deeply nested');
    isError(t, await raw(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), 'VALIDATION', 'deeply nested and closed');
  });

  await t.test('an empty body where one is needed', async (t) => {
    const headers = { 'content-type': 'application/json' };
    isError(t, await signedIn.post(`chat/messages/${id}`, undefined, { raw: '', headers }), 'VALIDATION');
    isError(t, await signedIn.post(`chat/messages/${id}`), 'VALIDATION');
  });

  await t.test('another content type', async (t) => {
    const types = [
      'text/plain',
      'text/plain; charset=utf-8',
      'text/html',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      'application/jsonp',
      'nonsense',
    ];
    for (const type of types) {
      const options = { raw: JSON.stringify(good), headers: { 'content-type': type } };
      isError(t, await signedIn.post(`chat/messages/${id}`, undefined, options), 'UNSUPPORTED_MEDIA_TYPE', type);
      const login = { ...options, raw: JSON.stringify({ phone: customer.phone, password: testPassword }) };
      isError(t, await api.post('users/login', undefined, login), 'UNSUPPORTED_MEDIA_TYPE', `${type} at login`);
    }
    for (const type of ['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON']) {
      const options = { raw: JSON.stringify(good), headers: { 'content-type': type } };
      t.equal((await signedIn.post(`chat/messages/${id}`, undefined, options)).status, 201, type);
    }
  });

  await t.test('a body that is too large', async (t) => {
    const huge = JSON.stringify({ ...good, more: 'x'.repeat(2_000_000) });
    isError(t, await raw(huge), 'PAYLOAD_TOO_LARGE', 'a message');
    isError(t, await raw(huge, api, 'users/register'), 'PAYLOAD_TOO_LARGE', 'a registration');
    // The longest message there may be, as wastefully as JSON can write it, is not.
    const longest = `{"messageType":"text","content":"${'\\ud83c\\udf89'.repeat(4000)}"}`;
    t.equal((await raw(longest)).status, 201);
  });

  await t.test('whoever is still sending a body that is too large hears so, and may go on', async (t) => {
    const { hostname, port } = new URL(api.origin);
    const connection = connect(Number(port), hostname);
    let heard = '';
    const next = async (pattern: RegExp) => {
      while (!pattern.test(heard)) heard += String(await once(connection, 'data'));
    };
    const size = 3_000_000;
    const head = 'content-type: application/json\r\nhost: x\r\n';
    connection.write(`POST /api/v1/users/login HTTP/1.1\r\n${head}content-length: ${size}\r\n\r\n{`);
    await next(/^HTTP\/1\.1 413 .*PAYLOAD_TOO_LARGE/s);
    connection.write('x'.repeat(size - 1));
    heard = '';
    connection.write('GET /api/v1/users/me HTTP/1.1\r\nhost: x\r\n\r\n');
    await next(/^HTTP\/1\.1 401 /);
    connection.destroy();
    t.pass('the connection is of use');
  });

  await t.test('names that JavaScript objects have of their own', async (t) => {
    const bodies = [
      '{"messageType":"text","content":"x","__proto__":{"role":"Admin"}}',
      '{"__proto__":{"messageType":"text","content":"x"}}',
      '{"messageType":"text","content":"x","constructor":{"prototype":{"role":"Admin"}}}',
      '{"messageType":"text","content":"x","a":{"__proto__":{"role":"Admin"}}}',
      '{"messageType":"text","content":"x","\\u005f_proto__":{"role":"Admin"}}',
    ];
    for (const body of bodies) isError(t, await raw(body), 'VALIDATION', body);
    t.notOk('role' in {}, 'nothing is polluted');
    for (const name of ['toString', 'hasOwnProperty', 'constructor', 'valueOf', '__defineGetter__']) {
      const answer = await raw(`{"messageType":"text","content":"${name}","${name}":"x"}`);
      t.equal(answer.status, 201, name);
    }
  });

  await t.test('an unknown route', async (t) => {
    const paths = [
      'nothing',
      'chat',
      'users',
      'chat/conversation',
      'users/me/more',
      'chat/messages',
      '/',
      '/api',
      '/api/v2/users/me',
    ];
    for (const at of [api, signedIn]) {
      for (const path of paths) isError(t, await at.get(path), 'NOT_FOUND', path);
      isError(t, await at.post('nothing', { a: 1 }), 'NOT_FOUND', 'POST');
    }
    const { text } = await api.get('nothing?token=secretquery');
    t.notMatch(text, /secretquery/, 'the query is not repeated');
  });

  await t.test('a method that a path does not have', async (t) => {
    for (const path of ['users/login', 'users/register', 'users/logout', 'users/refresh']) {
      const { status } = await signedIn.get(path);
      t.ok(status === 404 || status === 405, `GET ${path}: ${status}`);
    }
    isError(t, await signedIn.post('users/me', {}), 'NOT_FOUND', 'POST users/me');
  });

  await t.test('malformed percent-encoding', async (t) => {
    for (const bad of ['%', '%zz', '%E0%A4%A', '%c0%ae', '%ff', '%u0041']) {
      for (const path of [`chat/conversations/${bad}`, `chat/messages/${bad}`, bad]) {
        const answer = await getAsIs(api.origin, `/api/v1/${path}`, customer.token);
        isError(t, answer, 'VALIDATION', path);
      }
      const query = await getAsIs(api.origin, `/api/v1/chat/conversations?q=${bad}`, customer.token);
      t.ok(query.status === 200 || query.status === 400, `q=${bad}: ${query.status}`);
    }
  });

  await t.test('odd paths', async (t) => {
    for (const path of [
      'chat/conversations/..%2f..%2fetc',
      'chat/conversations/%00',
      'chat/messages/a%2Fb',
      'chat/messages/%20',
    ]) {
      isError(t, await getAsIs(api.origin, `/api/v1/${path}`, customer.token), 'NOT_FOUND', path);
    }
    isError(t, await getAsIs(api.origin, '/api/v1/../v1/users/me', customer.token), 'NOT_FOUND');
    isError(t, await getAsIs(api.origin, '//users/me', customer.token), 'NOT_FOUND');
  });

  await t.test('very long ids', async (t) => {
    for (const length of [100, 128, 129, 200, 201, 1_000, 8_000]) {
      const long = 'x'.repeat(length);
      const answers = [
        await signedIn.get(`chat/conversations/${long}`),
        await signedIn.get(`chat/messages/${long}`),
        await signedIn.post(`chat/messages/${long}`, good),
        await signedIn.post(`chat/conversations/${long}/read`, {}),
        await api.as(agent).patch(`chat/conversations/${long}`, { status: 'closed' }),
      ];
      for (const [i, answer] of answers.entries()) {
        // Ids are opaque: an ordinary one that names nothing is just not there. What is absurd may also be called so.
        const code = answer.status === 400 && length > 128 ? 'VALIDATION' : 'NOT_FOUND';
        isError(t, answer, code, `${length} characters, ${i}`);
      }
    }
  });

  await t.test('more of a URL than a server reads', async (t) => {
    const answer = await getAsIs(api.origin, `/api/v1/chat/conversations?q=${'x'.repeat(40_000)}`, customer.token);
    t.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    isErrorShape(t, answer, 'a very long URL');
  });

  await t.test('each answer can be named when asking for help', async (t) => {
    const one = await api.get<{ requestId: string }>('users/me');
    const two = await api.get<{ requestId: string }>('users/me');
    t.not(one.body.requestId, two.body.requestId);
    const hostile = { 'x-request-id': '<script>alert(1)</script>' };
    t.notMatch((await api.get('users/me', { headers: hostile })).text, /script/);
  });
});
