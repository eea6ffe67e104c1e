import type { DeliveriesAnswer, NewWebhook, Webhook, WebhookDelivery, WebhookSecret } from '@samvad/contract';
import { makeConversation } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startApi, startNode } from './support/api.js';
import { isError } from './support/shapes.js';

const url = 'https://hooks.example.com/in?for=samvad';
const events = ['message.created', 'conversation.updated'];
const nothing = '01900000-0000-7000-8000-000000000000';

test('webhooks', async (t) => {
  const { api, core, backends, make } = await startApi(t);
  const person = await make('Admin');
  const admin = api.as(person);
  const create = async (body: object = {}) =>
    (await admin.post<{ data: NewWebhook }>('admin/webhooks', { url, events, ...body })).body.data;
  const drop = async () => {
    const { data } = (await admin.get<{ data: Webhook[] }>('admin/webhooks')).body;
    for (const { _id } of data) t.equal((await admin.delete(`admin/webhooks/${_id}`)).status, 204);
  };
  /** A delivery for each message. */
  const write = async (count: number) => {
    const [customer, agent] = [await make('User'), await make('Support')];
    const conversationId = await makeConversation(core, customer, agent);
    for (let i = 0; i < count; i += 1) {
      await core.sender.send(agent.actor, { conversationId, messageType: 'text', content: `m${i}` });
    }
    return { customer, conversationId };
  };

  await t.test('are made, shown, changed and removed; the secret is shown once', async (t) => {
    const made = await admin.post<{ data: NewWebhook }>('admin/webhooks', { url, events, description: 'CRM' });
    t.equal(made.status, 201);
    const { _id, secret, ...shown } = made.body.data;
    t.match(secret, /^whsec_[\w+/]{43}=$/);
    t.match(shown, { url, events, isActive: true, description: 'CRM', disabledReason: null, failingSince: null });
    const one = await admin.get<{ data: Webhook }>(`admin/webhooks/${_id}`);
    t.same([one.status, one.body.data], [200, { _id, ...shown }]);
    const changed = await admin.patch<{ data: Webhook }>(`admin/webhooks/${_id}`, {
      ...{
        url: 'https://203.0.113.7:8443/x#part',
        events: ['conversation.created'],
        isActive: false,
        description: null,
      },
    });
    t.match(changed.body.data, {
      ...{
        _id,
        url: 'https://203.0.113.7:8443/x',
        events: ['conversation.created'],
        isActive: false,
        description: null,
      },
    });
    t.match((await admin.patch(`admin/webhooks/${_id}`, { isActive: true })).body, {
      data: { ...changed.body.data, isActive: true, updatedAt: String },
    });
    const second = await create({ isActive: false });
    const list = await admin.get<{ data: Webhook[] }>('admin/webhooks');
    t.same(
      list.body.data.map((webhook) => [webhook._id, webhook.isActive]),
      [
        [_id, true],
        [second._id, false],
      ],
    );
    const renewed = await admin.post<{ data: WebhookSecret }>(`admin/webhooks/${_id}/secret`);
    t.equal(renewed.status, 200);
    t.match(renewed.body.data.secret, /^whsec_/);
    t.not(renewed.body.data.secret, secret);
    const hours = (Date.parse(renewed.body.data.formerValidUntil) - Date.now()) / 3_600_000;
    t.ok(hours > 23.9 && hours < 24.1);
    for (const answer of [one, changed, list, await admin.get('admin/webhooks')])
      t.notMatch(answer.text, /secret|whsec/i);
    await drop();
    t.same((await admin.get<{ data: Webhook[] }>('admin/webhooks')).body.data, []);
  });

  await t.test('deliveries: pages, one with its payload, replay', async (t) => {
    const { _id } = await create();
    const { customer, conversationId } = await write(5);
    const path = `admin/webhooks/${_id}/deliveries`;
    const all = (await admin.get<DeliveriesAnswer>(path)).body;
    t.same(all.pagination, { limit: 50, hasMore: false, nextCursor: null });
    t.equal(all.data.length, 5);
    t.match(all.data[0], {
      ...{ event: 'message.created', conversationId, attempts: 0, status: 'pending', lastStatusCode: null },
      ...{ lastError: null, nextAttemptAt: null, deliveredAt: null, createdAt: /Z$/ },
    });
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `?limit=2${cursor && `&cursor=${cursor}`}`;
      const page: DeliveriesAnswer = (await admin.get<DeliveriesAnswer>(path + query)).body;
      t.ok(page.data.length <= 2);
      found.push(...page.data.map((one) => one._id));
      cursor = page.pagination.nextCursor;
    }
    t.same(
      found,
      all.data.map((one) => one._id),
      'pages, newest first',
    );
    const failed = found[3] as string;
    await core.db.pool.query(`update webhook_deliveries set status = 'failed', attempts = 19 where id = $1`, [failed]);
    const ids = async (status: string) =>
      (await admin.get<DeliveriesAnswer>(`${path}?status=${status}`)).body.data.map((one) => one._id);
    t.same(await ids('failed'), [failed]);
    t.same(await ids('delivered'), []);
    t.equal((await ids('pending')).length, 4);
    const one = await admin.get<{ data: WebhookDelivery }>(`${path}/${failed}`);
    t.match(one.body.data, {
      ...{ _id: failed, status: 'failed', attempts: 19 },
      payload: {
        ...{ id: failed, type: 'message.created', conversationId },
        data: { message: { seq: 2, content: 'm1', conversationId } },
      },
    });
    t.notMatch(all, customer.phone);
    const again = await admin.post<{ data: WebhookDelivery }>(`${path}/${failed}/replay`);
    t.match([again.status, again.body.data], [202, { _id: failed, status: 'pending', attempts: 0 }]);
    await core.db.pool.query(`update webhook_deliveries set status = 'failed' where seq < 4`);
    const since = all.data[3]?.createdAt;
    const many = (body: object) => admin.post(`admin/webhooks/${_id}/replay`, body);
    t.match(await many({ since }), { status: 202, body: { data: { replayed: 2, hasMore: false } } });
    t.match((await many({ status: 'delivered' })).body, { data: { replayed: 0, lastCreatedAt: null } });
    t.match((await many({})).body, { data: { replayed: 1 } });
    const ping = await admin.post<{ data: WebhookDelivery }>(`admin/webhooks/${_id}/test`);
    t.match([ping.status, ping.body.data], [202, { event: 'ping', conversationId: null, status: 'pending' }]);
    t.match((await admin.get(`${path}/${ping.body.data._id}`)).body, { data: { payload: { type: 'ping', data: {} } } });

    await t.test('a webhook that is off sends nothing, nor anything again', async (t) => {
      await admin.patch(`admin/webhooks/${_id}`, { isActive: false });
      for (const what of ['test', 'replay', `deliveries/${failed}/replay`]) {
        isError(
          t,
          await admin.post(`admin/webhooks/${_id}/${what}`, what === 'replay' ? {} : undefined),
          'CONFLICT',
          what,
        );
      }
    });
    await drop();
    isError(t, await admin.get(path), 'NOT_FOUND');
  });

  await t.test('FORBIDDEN for all but admins, UNAUTHORIZED for nobody, NOT_FOUND for what is not there', async (t) => {
    const [{ _id }, other] = [await create(), await create()];
    await write(1);
    const { data } = (await admin.get<DeliveriesAnswer>(`admin/webhooks/${_id}/deliveries`)).body;
    const delivery = data[0]?._id;
    const routes = [
      ['GET', 'admin/webhooks'],
      ['POST', 'admin/webhooks', { url, events }],
      ['GET', `admin/webhooks/${_id}`],
      ['PATCH', `admin/webhooks/${_id}`, { isActive: false }],
      ['DELETE', `admin/webhooks/${_id}`],
      ['POST', `admin/webhooks/${_id}/secret`],
      ['POST', `admin/webhooks/${_id}/test`],
      ['POST', `admin/webhooks/${_id}/replay`, {}],
      ['GET', `admin/webhooks/${_id}/deliveries`],
      ['GET', `admin/webhooks/${_id}/deliveries/${delivery}`],
      ['POST', `admin/webhooks/${_id}/deliveries/${delivery}/replay`],
    ] as const;
    const [customer, agent] = [api.as(await make('User')), api.as(await make('Support'))];
    for (const [method, path, body] of routes) {
      for (const as of [customer, agent]) isError(t, await as.request(method, path, body, {}), 'FORBIDDEN', path);
      if (method !== 'GET') {
        isError(t, await customer.request(method, path, { url: 7 }, {}), 'FORBIDDEN', `${path}, before the body`);
      }
      isError(t, await api.request(method, path, body, {}), 'UNAUTHORIZED', path);
      if (!path.includes(_id)) continue;
      for (const unknown of [nothing, 'nonsense', '%00']) {
        const missing = path.replace(_id, unknown);
        isError(t, await admin.request(method, missing, body, {}), 'NOT_FOUND', missing);
      }
      if (!path.includes(`${delivery}`)) continue;
      const foreign = path.replace(_id, other._id);
      isError(t, await admin.request(method, foreign, body, {}), 'NOT_FOUND', 'of another webhook');
      for (const unknown of [nothing, 'nonsense']) {
        isError(t, await admin.request(method, path.replace(`${delivery}`, unknown), body, {}), 'NOT_FOUND', unknown);
      }
    }
    await drop();
  });

  await t.test('VALIDATION', async (t) => {
    const { _id } = await create();
    const inside = ['localhost', 'x.localhost', 'redis', 'db.internal', 'printer.local', 'localhost.', 'router.lan'];
    const addresses = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
    ];
    const more = [
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '198.18.0.1',
    ];
    const sixes = [
      '[::1]',
      '[::]',
      '[fe80::1]',
      '[fc00::1]',
      '[fd12::1]',
      '[ff02::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::ffff:0:7f00:1]',
    ];
    const through = [
      '[::ffff:10.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '[0:0:0:0:0:0:0:1]',
      '[::127.0.0.1]',
      '①②⑦.⓪.⓪.①',
    ];
    const hosts = [...inside, ...addresses, ...more, ...sixes, ...through];
    const bad = [
      '',
      'x',
      'http://hooks.example.com',
      'ftp://hooks.example.com',
      'https://',
      'https://a:b@hooks.example.com/x',
    ];
    for (const one of [
      ...hosts.map((host) => `https://${host}/x`),
      ...bad,
      `https://a.example.com/${'x'.repeat(2048)}`,
      7,
    ]) {
      isError(t, await admin.post('admin/webhooks', { url: one, events }), 'VALIDATION', String(one).slice(0, 60));
      isError(t, await admin.patch(`admin/webhooks/${_id}`, { url: one }), 'VALIDATION', String(one).slice(0, 60));
    }
    const wrong = [[], ['message.deleted'], ['ping'], 'message.created', null, [events[0], events[0]]];
    for (const one of wrong) {
      isError(t, await admin.post('admin/webhooks', { url, events: one }), 'VALIDATION', JSON.stringify(one));
      isError(t, await admin.patch(`admin/webhooks/${_id}`, { events: one }), 'VALIDATION', JSON.stringify(one));
    }
    for (const body of [{}, { isActive: 'maybe' }, { description: 'x'.repeat(201) }, { description: 'a\0' }]) {
      isError(t, await admin.patch(`admin/webhooks/${_id}`, body), 'VALIDATION', JSON.stringify(body).slice(0, 40));
    }
    for (const query of ['limit=0', 'limit=101', 'status=lost', 'cursor=x', 'cursor=!!', `cursor=${'9'.repeat(300)}`]) {
      isError(t, await admin.get(`admin/webhooks/${_id}/deliveries?${query}`), 'VALIDATION', query.slice(0, 40));
    }
    for (const body of [{ since: 'yesterday' }, { since: 7 }, { status: 'lost' }]) {
      isError(t, await admin.post(`admin/webhooks/${_id}/replay`, body), 'VALIDATION', JSON.stringify(body));
    }
    await drop();
  });

  await t.test('twenty at most, however they come', async (t) => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => admin.post('admin/webhooks', { url, events })));
    t.equal(answers.filter(({ status }) => status === 201).length, 20);
    for (const answer of answers.filter(({ status }) => status !== 201)) isError(t, answer, 'CONFLICT');
    await drop();
  });

  await t.test('where it is allowed, into the own network and over http', async (t) => {
    const open = clientOf(await startNode(t, backends, { WEBHOOK_ALLOW_PRIVATE_HOSTS: true })).as(person);
    t.equal((await open.post('admin/webhooks', { url: 'http://localhost:9/x', events })).status, 201);
    isError(t, await open.post('admin/webhooks', { url: 'ftp://localhost:9/x', events }), 'VALIDATION');
    await drop();
  });
});
