import { test } from 'tap';
import { Desk, isOnline, until } from './support/desk.js';

test('who is sent away by a node comes again at once; who loses a connection spreads themselves', async (t) => {
  const desk = await Desk.start(t);
  const { customer } = await desk.talk();
  // So long that nobody comes again by chance while the test runs.
  const reconnect = { base: 1e9, max: 1e9 };
  const network = await desk.network();
  const client = await desk.device(customer, { reconnect }, network);
  const connections: string[] = [];
  client.store.select(
    ({ connection }) => connection.status,
    (status) => connections.push(status),
  );
  for (const { conn } of desk.node.io.sockets.sockets.values()) conn.close();
  await until(client, () => connections.includes('offline'), 'the end of its connection');
  await until(client, isOnline, 'another connection');

  connections.length = 0;
  await network.cut();
  await network.restore();
  await until(client, () => connections.includes('offline'), 'the end of this one');
  t.same(connections, ['offline'], 'it waits');
  client.wake();
  await until(client, isOnline, 'a third');
});
