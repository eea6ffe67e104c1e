import { makeConversation, testPassword } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi, startNodes, startStoppableBackends } from './support/api.js';

test('health and metrics', async (t) => {
  const { api, core, make } = await startApi(t);

  await t.test('live and ready', async (t) => {
    for (const path of ['/health/live', '/health/ready']) {
      const { status, headers, body } = await api.get<{ status: string }>(path);
      t.match([status, body.status], [200, 'ok'], path);
      t.match(headers.get('content-type'), /^application\/json/);
    }
  });

  await t.test('metrics in the Prometheus text format', async (t) => {
    await api.get('users/me');
    const { status, headers, text } = await api.get('/metrics');
    t.equal(status, 200);
    t.match(headers.get('content-type'), /^text\/plain/);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    t.ok(lines.length > 20);
    const sample = /^[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*\})? (-?[\d.]+(e[+-]?\d+)?|[+-]?Inf|NaN)$/i;
    t.same(
      lines.filter((line) => !sample.test(line)),
      [],
    );
    t.match(text, /errors_total\{[^}]*code="UNAUTHORIZED"[^}]*\} [1-9]/, 'errors are counted by code');
  });

  await t.test('tell of nobody', async (t) => {
    const [customer, agent] = [await make('User', 'Rajesh Verysecret'), await make('Support')];
    const id = await makeConversation(core, customer, agent);
    const as = api.as(customer);
    const login = await api.post<{ token: string; refreshToken: string }>('users/login', {
      phone: customer.phone,
      password: testPassword,
    });
    await api.post('users/login', { phone: customer.phone, password: 'guessed-password' });
    await api.post('users/refresh', { refreshToken: login.body.refreshToken });
    await as.get(`chat/conversations?q=${encodeURIComponent(customer.phone)}`);
    await as.get(`chat/messages/${id}?token=${customer.token}`);
    await as.post(`chat/messages/${id}`, {
      messageType: 'text',
      content: 'secretcontent',
      clientMessageId: 'secretid',
    });
    await as.get(`${customer.phone}/secretpath`);
    const { text } = await api.get('/metrics');
    const secrets = [
      customer.phone,
      customer.phone.slice(3),
      customer.name,
      customer.id,
      customer.token,
      customer.refreshToken,
      login.body.token,
      login.body.refreshToken,
      agent.id,
      id,
      testPassword,
      'guessed-password',
      'secretcontent',
      'secretid',
      'secretpath',
    ];
    for (const secret of secrets) t.notOk(text.includes(secret), secret.slice(0, 20));
    t.match(text, /http_request_seconds_count\{[^}]*route="\/api\/v1\/chat\/messages\/:conversationId"/);
  });

  await t.test('unknown routes do not make the metrics grow', async (t) => {
    const series = async () => (await api.get('/metrics')).text.split('\n').length;
    await api.get('unknown/0');
    const before = await series();
    for (let i = 0; i < 20; i += 1) await api.get(`unknown/${i}`);
    t.equal(await series(), before);
  });
});

test('without Redis a node stays in service', async (t) => {
  const backends = await startStoppableBackends(t);
  const { api, core, make } = await startNodes(t, backends, 1);
  const [customer, agent] = [await make('User'), await make('Support')];
  const id = await makeConversation(core, customer, agent);
  await backends.stopRedis();
  for (const path of ['/health/live', '/health/ready', '/metrics']) t.equal((await api.get(path)).status, 200, path);
  const as = api.as(customer);
  t.equal(
    (await as.post(`chat/messages/${id}`, { messageType: 'text', content: 'x' })).status,
    201,
    'messages are taken',
  );
  t.equal((await as.get(`chat/messages/${id}`)).status, 200);
  t.equal((await as.get('chat/conversations')).status, 200);
  t.equal((await as.post(`chat/conversations/${id}/read`)).status, 200);
  t.equal((await as.post('chat/conversations', { message: 'y' })).status, 200);
  t.equal((await api.post('users/login', { phone: customer.phone, password: testPassword })).status, 200);
});
