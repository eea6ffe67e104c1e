import { get } from 'node:http';
import t, { test } from 'tap';
import { ChatClient } from './support/chat-client.js';
import { ChatCluster } from './support/chat-cluster.js';
import { startNodeProcess } from './support/node-process.js';

const cluster = await ChatCluster.start(t, { DRAIN_SECONDS: 1 });

test('a node that stops loses nothing and doubles nothing', async (t) => {
  const leaving = await cluster.startNode();
  const index = cluster.nodes.indexOf(leaving);
  const talks = await Promise.all(Array.from({ length: 6 }, () => cluster.talk()));
  const watchers = await Promise.all(
    talks.map(async ({ agent, id }) => {
      const device = await cluster.connect(1, agent);
      await device.ask('conversation:join', { conversationId: id });
      return device;
    }),
  );
  const reasons: string[] = [];

  /** Sends until its node has gone, then settles on another what has not been answered. */
  const write = async ({ customer, id }: (typeof talks)[number]) => {
    const device = await cluster.connect(index, customer);
    const acked = new Map<string, number>();
    const open = new Map<string, Promise<unknown>>();
    let n = 0;
    const gone = device.ended.then((reason) => reasons.push(reason));
    while (device.socket.connected) {
      n += 1;
      const clientId = `m${n}`;
      const answer = device.send(id, clientId, clientId).then(({ seq }) => acked.set(clientId, seq));
      open.set(
        clientId,
        answer.catch(() => {}),
      );
      // Two under way at a time.
      if (n > 1) await Promise.race([open.get(`m${n - 1}`), gone]);
    }
    await gone;
    const lost = Array.from({ length: n }, (_, i) => `m${i + 1}`).filter((clientId) => !acked.has(clientId));
    const other = await cluster.connect(0, customer);
    for (const clientId of lost) acked.set(clientId, (await other.send(id, clientId, clientId)).seq);
    return { acked, retried: lost.length };
  };

  const writers = talks.map(write);
  await watchers[0]?.until(() => (watchers[0]?.received('message:new').length ?? 0) >= 20);
  const ready = async () => (await fetch(`http://127.0.0.1:${leaving.port}/health/ready`)).status;
  t.equal(await ready(), 200);
  const stopped = cluster.stopNode(leaving);
  t.equal(await ready(), 503, 'not ready from the first moment on');
  const handshake = (transport: string, headers = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const path = `/socket.io/?EIO=4&transport=${transport}`;
      get({ host: '127.0.0.1', port: leaving.port, path, headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).once('error', reject);
    });
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': 13 };
  const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  t.equal(await handshake('polling'), 503, 'who comes now is to be sent to another node, by whoever stands in front');
  t.equal(await handshake('websocket', { ...upgrade, ...key }), 503);

  const results = await Promise.all(writers);
  await stopped;
  t.same([...new Set(reasons)], ['transport close'], 'which tells clients to connect again by themselves');
  for (const [i, { acked }] of results.entries()) {
    const { id, customer } = talks[i] as (typeof talks)[number];
    const stored: { seq: number; clientMessageId: string | null }[] = [];
    for (let after = 0; ; after = stored.length) {
      const { data, pagination } = await cluster.core.history.page(customer.actor, id, { limit: 200, after });
      stored.push(...data);
      if (!pagination.hasMore) break;
    }
    t.same(
      stored.map(({ clientMessageId, seq }) => [clientMessageId, seq]).sort(),
      [...acked].sort(),
      'what is stored is what was answered, each once',
    );
    const watcher = watchers[i] as ChatClient;
    await watcher.until(() => watcher.received('message:new').length >= acked.size);
    t.same(
      watcher.received('message:new').map(({ seq }) => seq),
      Array.from({ length: acked.size }, (_, n) => n + 1),
      'and the other side has seen all of it in order',
    );
  }
});

test('long polling is served to the end, and its clients leave one after the other', async (t) => {
  const leaving = await cluster.startNode({ DRAIN_SECONDS: 2 });
  const index = cluster.nodes.indexOf(leaving);
  const talks = await Promise.all(Array.from({ length: 20 }, () => cluster.talk()));
  const left: number[] = [];
  const devices = await Promise.all(
    talks.map(async ({ customer, id }) => {
      const device = await cluster.connect(index, customer, { transports: ['polling'] });
      void device.ended.then(() => left.push(performance.now()));
      return { device, id };
    }),
  );
  const stopped = cluster.stopNode(leaving);
  const write = async ({ device, id }: (typeof devices)[number]) => {
    let answered = 0;
    for (let n = 1; device.socket.connected; n += 1) {
      const sent = device.send(id, `p${n}`, `p${n}`).catch(() => undefined);
      if (await Promise.race([sent, device.ended.then(() => undefined)])) answered += 1;
    }
    return answered;
  };
  const answered = await Promise.all(devices.map(write));
  await stopped;
  t.ok(
    answered.every((count) => count > 0),
    'each has been answered after the node was told to end',
  );
  const tenth = 200;
  const busiest = Math.max(...left.map((from) => left.filter((at) => at >= from && at < from + tenth).length));
  t.ok(busiest <= talks.length / 2, `${busiest} of ${talks.length} leave in a tenth of the time`);
});

test('the client library connects again by itself', async (t) => {
  const leaving = await cluster.startNode();
  const { customer } = await cluster.talk();
  const device = await cluster.connect(cluster.nodes.indexOf(leaving), customer, { reconnection: true });
  const again = new Promise((resolve) => device.socket.io.once('reconnect_attempt', resolve));
  await cluster.stopNode(leaving);
  await again;
  t.equal(await device.ended, 'transport close');
});

test('a process that is told to end, ends well, whoever is connected', async (t) => {
  const processes = await Promise.all([1, 2, 3].map(() => startNodeProcess(t, cluster.backends, { DRAIN_SECONDS: 1 })));
  for (const process of processes) {
    const { customer, id } = await cluster.talk();
    const device = new ChatClient(process.port, customer.token);
    t.teardown(() => device.close());
    await device.connected();
    await device.ask('conversation:join', { conversationId: id });
    await device.send(id, 'before the end');
  }
  for (const process of processes) process.kill('SIGTERM');
  for (const process of processes) t.equal(await process.ended, 0);
});
