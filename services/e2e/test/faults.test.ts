import type { Conversation, MessagesAnswer, SignedIn } from '@samvad/contract';
import { type Cluster, waitFor } from '@samvad/infra';
import { Redis } from 'ioredis';
import { test } from 'tap';
import { checkHistory, type Sent } from '../src/history-checker.js';
import { testCluster } from './support/cluster.js';
import { Device } from './support/device.js';
import { call, demo, logIn, register } from './support/rest.js';

interface Pair {
  customer: SignedIn;
  agent: SignedIn;
  phone: Device;
  dashboard: Device;
  conversationId: string;
  sent: Sent[];
}

/**
 * Sends for as long as `going` says, each message until it is settled: retried by the same id, by either door. A send
 * that is refused for good is written down as such.
 */
async function chatter(url: string, pair: Pair, going: () => boolean): Promise<void> {
  for (let n = pair.sent.length; going(); n += 1) {
    const fromCustomer = n % 3 !== 0;
    const device = fromCustomer ? pair.phone : pair.dashboard;
    const token = (fromCustomer ? pair.customer : pair.agent).token;
    const clientMessageId = `m-${n}`;
    const payload = { messageType: 'text' as const, content: `message ${n}`, clientMessageId };
    const record: Sent = {
      clientMessageId,
      senderId: (fromCustomer ? pair.customer : pair.agent).user.id,
      outcome: 'unknown',
    };
    pair.sent.push(record);
    for (let attempt = 0; record.outcome === 'unknown' && attempt < 60; attempt += 1) {
      const answer = await send(url, device, token, pair.conversationId, payload, n % 5 === 0).catch(() => undefined);
      if (answer?.ok) Object.assign(record, { outcome: 'acked', seq: answer.seq });
      else if (answer && !answer.temporary) record.outcome = 'refused';
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function send(
  url: string,
  device: Device,
  token: string,
  conversationId: string,
  payload: object,
  rest: boolean,
) {
  if (rest) {
    const { status, body } = await call<{ data: { seq: number } }>(url, 'POST', `/chat/messages/${conversationId}`, {
      token,
      body: payload,
    });
    return status === 201 ? { ok: true, seq: body.data.seq } : { ok: false, temporary: status >= 429 };
  }
  const answer = await device.ask('message:send', { conversationId, ...payload } as never);
  if (answer.ok) return { ok: true, seq: (answer.data as { seq: number }).seq };
  return { ok: false, temporary: /UNAVAILABLE|OVERLOADED|RATE_LIMITED|INTERNAL/.test(answer.error.code) };
}

async function makePair(url: string, i: number): Promise<Pair> {
  const customer = await register(url, `Customer ${i}`);
  const opened = await call<{ data: Conversation }>(url, 'POST', '/chat/conversations', {
    token: customer.token,
    body: {},
  });
  const { _id: conversationId, support } = opened.body.data;
  const agent = await logIn(url, support?.phone ?? (await agentPhone(url, conversationId)));
  const phone = await new Device(url, customer.token).connected();
  const dashboard = await new Device(url, agent.token).connected();
  await Promise.all([phone.join(conversationId), dashboard.join(conversationId)]);
  return { customer, agent, phone, dashboard, conversationId, sent: [] };
}

/** Customers do not see their agent's phone; the admin does. */
async function agentPhone(url: string, conversationId: string): Promise<string> {
  const admin = await logIn(url, demo.admin);
  const { body } = await call<{ data: Conversation }>(url, 'GET', `/chat/conversations/${conversationId}`, {
    token: admin.token,
  });
  return body.data.support?.phone ?? '';
}

const acked = (pairs: Pair[]) => pairs.flatMap(({ sent }) => sent).filter(({ outcome }) => outcome === 'acked').length;

/** Waits until `more` further sends are acknowledged: the system works, whatever has just been done to it. */
function progress(pairs: Pair[], more: number): Promise<unknown> {
  const enough = acked(pairs) + more;
  return waitFor(async () => acked(pairs) >= enough, { what: `${more} more acknowledged sends`, timeoutMs: 45_000 });
}

const pidOf = (cluster: Cluster, name: string) => cluster.processes().find((one) => one.name === name)?.pid;

/** Kills a process and waits until another has taken its place. */
async function killAndReplace(cluster: Cluster, name: string): Promise<void> {
  const before = pidOf(cluster, name);
  cluster.kill(name, 'SIGKILL');
  await waitFor(async () => pidOf(cluster, name) !== undefined && pidOf(cluster, name) !== before, {
    what: `a new ${name}`,
    timeoutMs: 30_000,
  });
}

test('nothing is lost, doubled, reordered or miscounted, whichever process dies', async (t) => {
  const cluster = await testCluster(t);
  const { url } = cluster;
  const pairs: Pair[] = [];
  for (let i = 0; i < 4; i += 1) pairs.push(await makePair(url, i));
  t.teardown(() => {
    for (const { phone, dashboard } of pairs) {
      phone.close();
      dashboard.close();
    }
  });
  let going = true;
  const running = pairs.map((pair) => chatter(url, pair, () => going));
  await progress(pairs, 40);

  for (const name of ['socket-1', 'api-1', 'socket-2', 'redis', 'api-2', 'nginx', 'postgres']) {
    const before = acked(pairs);
    await killAndReplace(cluster, name);
    await progress(pairs, 40);
    t.ok(acked(pairs) > before, `sends go on after kill -9 of ${name}`);
  }
  const redis = new Redis(cluster.redisUrl);
  await redis.flushall();
  redis.disconnect();
  await progress(pairs, 40);
  for (const name of ['socket-1', 'api-1']) {
    await cluster.restart(name);
    await progress(pairs, 20);
  }
  going = false;
  await Promise.all(running);

  for (const [i, pair] of pairs.entries()) {
    const stored = await wholeHistory(url, pair);
    const lastSeq = stored.at(-1)?.seq ?? 0;
    for (const device of [pair.phone, pair.dashboard]) {
      // Nothing more is sent, so the last message must come by itself, also if its broadcast was lost.
      await waitFor(async () => device.shown.get(pair.conversationId)?.at(-1)?.seq === lastSeq, {
        what: `message ${lastSeq} on every screen`,
        timeoutMs: 30_000,
      });
    }
    const violations = checkHistory({
      stored,
      sent: pair.sent,
      logs: [pair.phone, pair.dashboard].map((device) => device.shown.get(pair.conversationId) ?? []),
    });
    t.same(violations, [], `pair ${i}: ${stored.length} messages`);
    await checkUnread(t, url, pair, stored);
  }
});

async function wholeHistory(url: string, { conversationId, customer }: Pair): Promise<MessagesAnswer['data']> {
  const all: MessagesAnswer['data'] = [];
  for (let more = true; more; ) {
    const after = all.at(-1)?.seq ?? 0;
    const { body } = await call<MessagesAnswer>(
      url,
      'GET',
      `/chat/messages/${conversationId}?limit=200&after=${after}`,
      {
        token: customer.token,
      },
    );
    all.push(...body.data);
    more = body.pagination.hasMore;
  }
  return all;
}

async function checkUnread(
  t: { equal: (a: unknown, b: unknown, c: string) => void },
  url: string,
  pair: Pair,
  stored: MessagesAnswer['data'],
) {
  for (const [who, device] of [
    [pair.customer, pair.phone],
    [pair.agent, pair.dashboard],
  ] as const) {
    const expected = stored.filter(({ senderId }) => senderId !== who.user.id).length;
    const { body } = await call<{ data: Conversation }>(url, 'GET', `/chat/conversations/${pair.conversationId}`, {
      token: who.token,
    });
    t.equal(body.data.unreadCount, expected, 'unread, as Postgres has it');
    const synced = await device.must('sync', { conversations: { [pair.conversationId]: stored.length } });
    t.equal(synced.unread[pair.conversationId], expected, 'unread, as Redis has it');
  }
}
