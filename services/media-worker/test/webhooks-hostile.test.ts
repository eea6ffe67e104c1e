import type { lookup } from 'node:dns';
import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import { webhookDesk } from './support/webhook-desk.js';
import { isSigned, WebhookReceiver } from './support/webhook-receiver.js';

/** Names that say what the test wants at the moment, as a hostile name server would. */
function names(answers: () => string[]) {
  const asked: string[] = [];
  const resolve = (name: string, _options: object, done: (error: null, found: object[]) => void) => {
    asked.push(name);
    done(
      null,
      answers().map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { asked, resolve: resolve as unknown as typeof lookup };
}

test('a redirect is a failure, and is not followed', async (t) => {
  const { receiver, hook, talk, say, settled } = await webhookDesk(t, { WEBHOOK_RETRY_SECONDS: '0.01' });
  const inner = await WebhookReceiver.start(t);
  const webhook = await hook();
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answer = (_, response) => {
      response.writeHead(status, { location: inner.url }).end();
      return 0;
    };
    await say(await talk(), 'hello');
    t.match((await settled(webhook)).at(-1), { status: 'failed', attempts: 2, lastStatusCode: status });
  }
  t.equal(receiver.requests.length, 10);
  t.same(inner.requests, []);
});

test('a name that leads into the own network later is refused at the connect', async (t) => {
  const { core, worker, talk, say, settled, admin } = await webhookDesk(
    t,
    { WEBHOOK_ALLOW_PRIVATE_HOSTS: false, WEBHOOK_RETRY_SECONDS: '0.01' },
    0,
  );
  const receiver = await WebhookReceiver.start(t, { name: 'hooks.example.com' });
  let found: string[] = [];
  const { resolve, asked } = names(() => found);
  const { close } = await worker({ ca: receiver.ca, resolve });
  const webhook = await core.webhooks.create(admin.actor, { url: receiver.url, events: ['message.created'] });
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1',
    'fd00::1',
    '0.0.0.0',
  ];
  for (const address of [...inside, '64:ff9b::7f00:1', '224.0.0.1', '100.64.0.1', '192.168.0.1', '172.31.0.1']) {
    found = [address];
    await say(await talk(), 'hello');
    const last = (await settled(webhook)).at(-1);
    t.match(last, { status: 'failed', lastStatusCode: null, lastError: /not on the open internet/ }, address);
  }
  t.equal(new Set(asked).size, 1);
  t.same(receiver.requests, []);
  await close();
  // The same receiver, where that is allowed: it is the address that was refused.
  found = ['127.0.0.1'];
  const { core: lenient } = await worker({ ca: receiver.ca }, { WEBHOOK_ALLOW_PRIVATE_HOSTS: true });
  await lenient.webhooks.update(admin.actor, webhook._id, {
    url: receiver.url.replace('hooks.example.com', '127.0.0.1'),
  });
  await say(await talk(), 'hello');
  t.match((await settled(webhook)).at(-1), { status: 'delivered' });
  t.ok(receiver.requests.length === 1 && receiver.requests.every((one) => isSigned(one, webhook.secret)));
});

test('an address that is inside by itself is refused although it was stored', async (t) => {
  const { core, hook, talk, say, settled, receiver, worker } = await webhookDesk(t, {}, 0);
  const webhook = await hook();
  await worker({}, { WEBHOOK_ALLOW_PRIVATE_HOSTS: false, WEBHOOK_RETRY_SECONDS: '0.01' });
  await say(await talk(), 'hello');
  t.match(await settled(webhook), [{ status: 'failed', lastError: /not on the open internet/ }]);
  t.same(receiver.requests, []);
  t.equal((await core.db.pool.query('select from webhooks where failing_since is not null')).rowCount, 1);
});

test('answers without end, without sense and cut off', async (t) => {
  const { receiver, hook, talk, say, settled } = await webhookDesk(t, { WEBHOOK_RETRY_SECONDS: '0.01' });
  const webhook = await hook();
  let closed = false;
  receiver.answer = (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 5);
    response.on('close', () => {
      clearInterval(timer);
      closed = true;
    });
    return 0;
  };
  await say(await talk(), 'hello');
  t.match((await settled(webhook)).at(-1), { status: 'delivered', lastStatusCode: 200 });
  await eventually(() => closed, 'the end of the connection');
  receiver.answer = (_, response) => {
    response.socket?.end('garbage\r\n\r\n');
    return 0;
  };
  await say(await talk(), 'hello');
  t.match((await settled(webhook)).at(-1), { status: 'failed', lastStatusCode: null, lastError: /HPE/ });
  receiver.answer = (_, response) => {
    response.destroy();
    return 0;
  };
  await say(await talk(), 'hello');
  t.match((await settled(webhook)).at(-1), { status: 'failed', lastStatusCode: null, lastError: /ECONNRESET/ });
});
