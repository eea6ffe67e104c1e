import { createServer } from 'node:net';
import type { PushCleared, PushMessage } from '@samvad/contract';
import { type Config, openPushProviders, type PushProviders } from '@samvad/core';
import { eventually } from '@samvad/core/testing';
import { execa } from 'execa';
import { test } from 'tap';
import { FcmService, fcmError, silence } from './support/fcm-service.js';
import { PushService } from './support/push-service.js';

type Test = Parameters<typeof FcmService.start>[0];
type Answer = 'taken' | 'gone' | 'busy' | 'broken' | 'silent';

const conversationId = '0192f1c2-7d3a-7cc1-9b1e-3f8d2a6b5c4d';
const message: PushMessage = { conversationId, seq: 7, title: 'Asha Verma', body: 'नमस्ते 😀', unreadCount: 3 };
const nothing = { VAPID_PUBLIC_KEY: '', VAPID_PRIVATE_KEY: '', FCM_SERVICE_ACCOUNT_FILE: '' };

async function open(t: Test, settings: object, routes: Parameters<typeof openPushProviders>[1]) {
  const providers = await openPushProviders({ ...nothing, ...settings } as Config, routes);
  t.teardown(() => Promise.all(Object.values(providers).map((provider) => provider.close())));
  return providers;
}

/** What the contract needs of a provider and of the service that it speaks to. */
interface Subject {
  /** Somebody's device, and how the service answers for it from now on. */
  device(answer: Answer): Device;
  close(): Promise<void>;
}

interface Device {
  send(): Promise<{ outcome: string; retryAfter?: number }>;
  /** What has come. */
  received(): PushMessage[];
  requests(): number;
}

async function web(t: Test): Promise<Subject> {
  const service = await PushService.start(t);
  service.answerHeaders['retry-after'] = '30';
  const { web: provider } = await open(t, service.settings, { ca: service.certificate.ca });
  if (!provider) throw new Error('no provider');
  const statuses = { taken: 201, gone: 410, busy: 429, broken: 500, silent: 0 };
  return {
    device(answer) {
      const browser = service.browser();
      service.answers.set(browser.endpoint, statuses[answer]);
      const { endpoint, keys } = browser.subscription;
      const target = { id: '', userId: '', locale: 'en', platform: 'web', endpoint, ...keys } as const;
      return {
        send: () => provider.send(message, target),
        received: () => service.to(browser).map((one) => one.message),
        requests: () => service.requests.get(endpoint) ?? 0,
      };
    },
    close: () => provider.close(),
  };
}

async function fcm(t: Test): Promise<Subject> {
  const service = await FcmService.start(t);
  const { fcm: provider } = await open(t, service.settings, { fcm: service.route });
  if (!provider) throw new Error('no provider');
  const answers = {
    taken: { status: 200 },
    gone: fcmError(404, 'NOT_FOUND', 'UNREGISTERED', 'Requested entity was not found.'),
    busy: fcmError(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED'),
    broken: fcmError(500, 'INTERNAL', 'INTERNAL'),
    silent: silence,
  } as const;
  return {
    device(answer) {
      const token = service.token();
      service.answers.set(token, [answers[answer]]);
      return {
        send: () => provider.send(message, phone(token)),
        received: () =>
          service.to(token).map(({ data: { type: _, ...data } }) => ({
            ...(data as unknown as PushMessage),
            seq: Number(data.seq),
            unreadCount: Number(data.unreadCount),
          })),
        requests: () => service.requests.get(token) ?? 0,
      };
    },
    close: () => provider.close(),
  };
}

const phone = (token: string) => ({ id: '', userId: '', locale: 'en', platform: 'fcm', token }) as const;

for (const [name, start] of Object.entries({ web, fcm })) {
  test(`a push provider: ${name}`, async (t) => {
    const subject = await start(t);

    await t.test('brings a message as it is', async (t) => {
      const device = subject.device('taken');
      t.same(await device.send(), { outcome: 'sent' });
      t.same(device.received(), [message]);
      t.equal(device.requests(), 1);
    });

    await t.test('knows what is gone from what may come back', async (t) => {
      t.equal((await subject.device('gone').send()).outcome, 'gone');
      for (const answer of ['busy', 'broken'] as const) {
        const device = subject.device(answer);
        t.equal((await device.send()).outcome, 'failed', answer);
        t.same(device.received(), []);
      }
    });

    await t.test('many at once, each its own answer', async (t) => {
      const devices = Array.from({ length: 60 }, (_, i) => subject.device(i % 3 === 0 ? 'gone' : 'taken'));
      const outcomes = await Promise.all(devices.map(async (device) => (await device.send()).outcome));
      t.same(
        outcomes,
        devices.map((_, i) => (i % 3 === 0 ? 'gone' : 'sent')),
      );
    });

    await t.test('waits ten seconds for an answer', async (t) => {
      const before = Date.now();
      t.match(await subject.device('silent').send(), { outcome: 'failed', reason: /./ });
      t.ok(Date.now() - before < 14_000, `${Date.now() - before} ms`);
    });

    await t.test('fails at once when it is closed', async (t) => {
      const device = subject.device('silent');
      const sent = device.send();
      await eventually(() => device.requests() === 1, 'the request');
      const before = Date.now();
      await subject.close();
      t.match(await sent, { outcome: 'failed' });
      t.ok(Date.now() - before < 5_000);
      t.match(await subject.device('taken').send(), { outcome: 'failed' }, 'and after that');
    });
  });
}

test('a push service says when it wants to be asked again', async (t) => {
  const subject = await web(t);
  t.same(await subject.device('busy').send(), { outcome: 'failed', reason: 'answered 429', retryAfter: 30 });
});

test('phones: what Google is told', async (t) => {
  const service = await FcmService.start(t);
  const { fcm: provider } = await open(t, service.settings, { fcm: service.route });
  if (!provider?.clear) throw new Error('no provider');

  await t.test('a message takes the place of the one before, everywhere', async (t) => {
    const token = service.token();
    await provider.send(message, phone(token));
    const [sent] = service.to(token);
    const expiration = Number(sent?.apns?.headers?.['apns-expiration']);
    t.ok(Math.abs(expiration - Date.now() / 1_000 - 86_400) < 60, 'for a day');
    t.same(sent, {
      token,
      notification: { title: message.title, body: message.body },
      data: { type: 'message', ...message, seq: '7', unreadCount: '3' },
      android: {
        collapse_key: conversationId,
        priority: 'high',
        ttl: '86400s',
        notification: { tag: conversationId },
      },
      apns: {
        headers: {
          'apns-collapse-id': conversationId,
          'apns-expiration': String(expiration),
          'apns-priority': '10',
        },
        payload: { aps: { sound: 'default', 'thread-id': conversationId } },
      },
    });
  });

  await t.test('what has been read elsewhere shows nothing, and takes the place of the message', async (t) => {
    const token = service.token();
    const cleared: PushCleared = { type: 'cleared', conversationId, upToSeq: 7 };
    t.same(await provider.clear?.(cleared, phone(token)), { outcome: 'sent' });
    const [sent] = service.to(token);
    t.same(sent?.data, { type: 'cleared', conversationId, upToSeq: '7' });
    t.equal(sent?.notification, undefined);
    t.match(sent?.android, { collapse_key: conversationId, priority: 'normal' });
    t.match(sent?.apns, {
      headers: { 'apns-priority': '5', 'apns-push-type': 'background' },
      payload: { aps: { 'content-available': 1 } },
    });
  });

  await t.test('a token is dropped only when it is the token’s fault', async (t) => {
    const invalid = 'The registration token is not a valid FCM registration token';
    const cases = {
      unregistered: [fcmError(404, 'NOT_FOUND', 'UNREGISTERED'), 'gone'],
      'no token of FCM': [fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', invalid), 'gone'],
      'a message that is not valid': [fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'Invalid value'), 'failed'],
      'of another project': [fcmError(403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH', 'SenderId mismatch'), 'gone'],
      'an account that may not send': [
        fcmError(403, 'PERMISSION_DENIED', undefined, "Permission denied on 'x'"),
        'failed',
      ],
      'credentials refused': [fcmError(401, 'UNAUTHENTICATED'), 'failed'],
      'keys of APNs': [fcmError(401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR'), 'failed'],
      'no json': [{ status: 502 }, 'failed'],
    } as const;
    for (const [name, [answer, outcome]] of Object.entries(cases)) {
      const token = service.token();
      service.answers.set(token, [answer]);
      t.equal((await provider.send(message, phone(token))).outcome, outcome, name);
    }
  });

  await t.test('one that is busy for a moment is asked again; for longer, it has failed', async (t) => {
    const [moment, longer] = [service.token(), service.token()];
    const busy = fcmError(503, 'UNAVAILABLE', 'UNAVAILABLE');
    service.answers.set(moment, [busy, { status: 200 }]);
    service.answers.set(longer, [{ ...busy, headers: { 'retry-after': '11' } }]);
    const outcomes = await Promise.all([moment, longer].map((token) => provider.send(message, phone(token))));
    t.match(outcomes, [{ outcome: 'sent' }, { outcome: 'failed' }]);
    t.equal(service.to(moment).length, 1);
    t.equal(service.requests.get(longer), 1);
  });

  t.equal(service.tokensGiven, 1, 'one access token for all of them');
  t.same(service.complaints, []);
});

test('a token service that does not answer is asked again for the next message', async (t) => {
  const service = await FcmService.start(t);
  const { fcm: provider } = await open(t, service.settings, { fcm: service.route });
  service.silentTokens = 1;
  const token = service.token();
  t.match(await provider?.send(message, phone(token)), { outcome: 'failed' });
  await eventually(async () => (await provider?.send(message, phone(token)))?.outcome === 'sent', 'a message', 15_000);
  t.ok(service.to(token).length > 0);
});

test('Google cannot be reached', async (t) => {
  const service = await FcmService.start(t);
  // Takes connections, and drops them.
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await eventually(() => server.listening, 'the server');
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const { fcm: provider } = await open(t, service.settings, { fcm: { ...service.route, port } });
  t.match(await provider?.send(message, phone('x')), { outcome: 'failed', reason: /./ });
});

test('what is not configured is not there, and what cannot be done is said', async (t) => {
  const none: PushProviders = await open(t, {}, {});
  t.same(Object.keys(none), []);
  const wrong = (file: string) => openPushProviders({ ...nothing, FCM_SERVICE_ACCOUNT_FILE: file } as Config);
  await t.rejects(wrong('/nowhere/account.json'), { message: /FCM_SERVICE_ACCOUNT_FILE/ });
});

test('a worker that has FCM configured, but not firebase-admin, says what to install', async (t) => {
  const service = await FcmService.start(t);
  // As if it had never been installed.
  const hook = `export async function resolve(name, context, next) {
    if (name.startsWith('firebase-admin')) throw Object.assign(new Error(name), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(name, context);
  }`;
  const data = (program: string) => `data:text/javascript,${encodeURIComponent(program)}`;
  const hide = data(`import { register } from 'node:module'; register(${JSON.stringify(data(hook))});`);
  const program = `import { openPushProviders } from ${JSON.stringify(import.meta.resolve('@samvad/core'))};
    const settings = ${JSON.stringify({ ...nothing, FCM_SERVICE_ACCOUNT_FILE: service.file })};
    await openPushProviders({ ...settings, FCM_SERVICE_ACCOUNT_FILE: '' });
    console.log('not needed');
    await openPushProviders(settings);`;
  const { stdout, stderr, exitCode } = await execa({ reject: false, env: { NODE_OPTIONS: '' } })`node ${[
    '--import',
    hide,
    '--input-type=module',
    '-e',
    program,
  ]}`;
  t.match({ stdout, exitCode }, { stdout: 'not needed', exitCode: 1 });
  t.match(stderr, /npm install firebase-admin@13/);
});
