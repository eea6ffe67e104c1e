import { test } from 'tap';
import { testCluster } from './support/cluster.js';
import { conformance, notOk } from './support/conformance.js';

test('a single node conforms, also where tokens live for seconds', async (t) => {
  const { url, processes } = await testCluster(t, { api: 1, socket: 1, env: { ACCESS_TOKEN_SECONDS: '25' } });
  const node = processes().find(({ role }) => role === 'socket');
  const nodeUrl = `http://127.0.0.1:${node?.port}`;
  const args = ['--url', url, '--node-urls', nodeUrl, '--transport', 'websocket', '--concurrency', '16'];
  const { code, output } = await conformance(...args);
  t.equal(code, 0, notOk(output));
  t.match(output, /^ok {4}tokens: a token that expires while connected ends the connection/m);
  t.match(output, /\n1\d\d ok, 0 failed, 0 skipped, in \d+ s\n$/);
});
