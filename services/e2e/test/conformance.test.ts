import { test } from 'tap';
import { testCluster } from './support/cluster.js';
import { conformance, notOk } from './support/conformance.js';

test('two nodes of each conform, over websocket and over polling', async (t) => {
  const { url } = await testCluster(t);
  const { code, output } = await conformance('--url', url, '--concurrency', '16');
  t.equal(code, 0, notOk(output));
  t.match(output, /^ok {4}messages \(polling\): the same clientMessageId by both doors is one message$/m);
  t.match(output, /\n2\d\d ok, 0 failed, 5 skipped, in \d+ s\n$/, 'only what long-lived tokens hide is skipped');
});

test('whoever asks for what there is not is told what there is', async (t) => {
  const [unknown, list, nowhere] = await Promise.all([
    conformance('--url', 'http://127.0.0.1:1', '--only', 'nothing'),
    conformance('--list', '--only', 'typing'),
    conformance('--url', 'http://127.0.0.1:1'),
  ]);
  t.equal(unknown.code, 2);
  t.match(unknown.output, /there is no chapter nothing: shape, people/);
  t.equal(list.code, 0);
  t.match(list.output, /start expires by itself after about 5 s\n/);
  t.equal(nowhere.code, 2);
  t.match(nowhere.output, /ECONNREFUSED|fetch failed/);
});
