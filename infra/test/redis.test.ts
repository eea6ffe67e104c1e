import { Cluster, Redis } from 'ioredis';
import { test } from 'tap';
import { testRedis, testRedisCluster } from '../src/testing.js';

test('a Redis starts, forgets everything when it stops, and frees its port', async (t) => {
  const server = await testRedis({ args: ['--maxmemory', '64mb'] });
  const client = new Redis(server.url);
  t.equal(await client.set('key', 'value'), 'OK');
  t.same(await client.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction']);
  t.same(await client.config('GET', 'appendonly'), ['appendonly', 'no']);
  t.same(await client.config('GET', 'save'), ['save', '']);
  client.disconnect();
  await server.stop();
  t.match(await server.exited, { code: 0 });
  await server.stop();
});

test('a Redis Cluster serves all slots', async (t) => {
  const cluster = await testRedisCluster();
  t.equal(cluster.urls.length, 3);
  const client = new Cluster(cluster.urls);
  const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
  for (const key of keys) await client.set(key, key);
  t.same(await Promise.all(keys.map((key) => client.get(key))), keys);
  t.equal(client.nodes('master').length, 3);
  client.disconnect();
  await cluster.stop();
});
