import { createRequire } from 'node:module';
import { type CollectedSpan, type Collector, startCollector } from '@samvad/core/testing';
import { test } from 'tap';
import { ChatCluster } from './support/chat-cluster.js';

const { cache } = createRequire(import.meta.url);
// The metrics' library looks for the API by itself; what makes and sends spans is what costs.
const isLoaded = () => Object.keys(cache).some((file) => /@opentelemetry\/(sdk-trace|exporter)/.test(file));

/** First in this file: what has been loaded once stays. */
test('without traces nothing that makes or sends spans is loaded', async (t) => {
  const cluster = await ChatCluster.start(t, {}, { nodes: 1 });
  t.equal(cluster.core.tracing, undefined);
  t.notOk(isLoaded());
  const collector = await startCollector(t);
  await cluster.startNode({ TRACES_URL: collector.url });
  t.ok(isLoaded(), 'this would be seen');
});

test('a message is one trace from the event to its delivery on the other node', async (t) => {
  const collector = await startCollector(t);
  const settings = { TRACES_URL: collector.url, TRACES_RATIO: 1 };
  const cluster = await ChatCluster.start(t, settings);
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const content = 'nobody reads this in a trace';
  await customerDevice.ask('message:send', { conversationId: id, messageType: 'text', content });
  await agentDevice.waitFor('message:new');
  await Promise.all(cluster.nodes.map((node) => cluster.stopNode(node)));

  const [first, second] = cluster.nodes.map(({ core }) => core.config.NODE_NAME);
  const send = only(collector, 'message:send');
  const trace = collector.spans.filter(({ traceId }) => traceId === send.traceId);
  const of = (name: string) => trace.filter((span) => span.name === name);
  t.match(send, { node: first, attributes: { 'samvad.conversation_id': id, 'samvad.door': 'socket' } });
  t.notOk(send.parentSpanId);
  t.match(of('insert batch'), [{ parentSpanId: send.spanId, node: first, attributes: { 'samvad.batch_rows': 1 } }]);
  const publishes = of('publish');
  t.equal(publishes.length, 2, 'once for each who takes part');
  for (const publish of publishes) t.match(publish, { parentSpanId: send.spanId, node: first });
  const elsewhere = of('deliver').filter(({ node }) => node === second);
  const published = new Set(publishes.map(({ spanId }) => spanId));
  t.match(elsewhere, [{ attributes: { 'samvad.devices_of': 'recipient', 'samvad.seq': 1 } }]);
  t.ok(published.has(elsewhere[0]?.parentSpanId ?? ''), 'as a child of the publish that has brought it');
  t.match(
    of('deliver').filter(({ node }) => node === first),
    [{ attributes: { 'samvad.devices_of': 'sender' } }],
  );
  t.notMatch(collector.bodies.join(), content);
});

test('nodes with and without traces understand each other', async (t) => {
  const collector = await startCollector(t);
  const cluster = await ChatCluster.start(t, {}, { nodes: 0 });
  await cluster.startNode({ TRACES_URL: collector.url, TRACES_RATIO: 1 });
  await cluster.startNode();
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  const say = { conversationId: id, messageType: 'text', content: 'hello' } as const;
  await customerDevice.ask('message:send', say);
  await agentDevice.waitFor('message:new', ({ seq }) => seq === 1);
  await agentDevice.ask('message:send', say);
  await customerDevice.waitFor('message:new', ({ seq }) => seq === 2);
  await cluster.stopNode(cluster.node(0));
  t.equal(only(collector, 'message:send').attributes['samvad.conversation_id'], id);
  t.same([...new Set(collector.spans.map(({ node }) => node))], [cluster.node(0).core.config.NODE_NAME]);
});

test('what is not sampled is traced nowhere', async (t) => {
  const collector = await startCollector(t);
  const cluster = await ChatCluster.start(t, { TRACES_URL: collector.url, TRACES_RATIO: 0 });
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  await customerDevice.ask('message:send', { conversationId: id, messageType: 'text', content: 'hello' });
  await agentDevice.waitFor('message:new');
  await Promise.all(cluster.nodes.map((node) => cluster.stopNode(node)));
  t.same(collector.spans, []);
});

test('a refusal says its code, and an event of no name of ours none', async (t) => {
  const collector = await startCollector(t);
  const cluster = await ChatCluster.start(t, { TRACES_URL: collector.url, TRACES_RATIO: 1 }, { nodes: 1 });
  const { id, customer } = await cluster.talk();
  const device = await cluster.connect(0, customer);
  await device.attempt('message:send', { conversationId: id, messageType: 'text', content: '' });
  await device.attempt('secret:event' as 'message:send', {} as never);
  await cluster.stopNode(cluster.node(0));
  t.match(only(collector, 'message:send'), { attributes: { 'error.type': 'VALIDATION' }, isError: false });
  t.match(only(collector, 'unknown'), { attributes: { 'error.type': 'VALIDATION' } });
  t.notMatch(collector.bodies.join(), 'secret:event');
});

test('a collector that is away costs nothing but spans', async (t) => {
  const cluster = await ChatCluster.start(t, { TRACES_URL: 'http://127.0.0.1:9/v1/traces', TRACES_RATIO: 1 });
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  await customerDevice.ask('message:send', { conversationId: id, messageType: 'text', content: 'hello' });
  await agentDevice.waitFor('message:new');
  await Promise.all(cluster.nodes.map((node) => cluster.stopNode(node)));
  t.pass('and the nodes end');
});

function only({ spans }: Collector, name: string): CollectedSpan {
  const found = spans.filter((span) => span.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} spans are called ${name}`);
  return found[0];
}
