import { makeConversation, makePerson, startBackends, startCollector, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { clientOf, startNode } from './support/api.js';

const theirs = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
const traceparent = `00-${theirs.traceId}-${theirs.spanId}-01`;

async function traced(t: { teardown(work: () => unknown): void }, ratio: number) {
  const collector = await startCollector(t);
  const backends = await startBackends(t);
  const server = await startNode(t, backends, { TRACES_URL: collector.url, TRACES_RATIO: ratio });
  const core = await testCore(t, backends);
  const [customer, agent] = await Promise.all([makePerson(core, 'User'), makePerson(core, 'Support')]);
  const id = await makeConversation(core, customer, agent);
  const api = clientOf(server).as(customer);
  const send = (content: string, headers: Record<string, string> = {}) =>
    api.post(`chat/messages/${id}`, { messageType: 'text', content }, { headers });
  return { collector, server, customer, id, send };
}

test("a request is one trace, the client's when it names one", async (t) => {
  const { collector, server, customer, id, send } = await traced(t, 1);
  const content = 'nobody reads this in a trace';
  t.equal((await send(content, { traceparent, 'x-request-id': 'request-of-a-test' })).status, 201);
  t.equal((await send('')).status, 400);
  await server.stop();
  const route = 'POST /api/v1/chat/messages/:conversationId';
  const [ok, refused] = collector.spans.filter(({ name }) => name === route);
  t.match(ok, {
    traceId: theirs.traceId,
    parentSpanId: theirs.spanId,
    attributes: {
      'samvad.request_id': 'request-of-a-test',
      'samvad.conversation_id': id,
      'http.response.status_code': 201,
    },
  });
  const inside = collector.spans.filter(({ parentSpanId }) => parentSpanId === ok?.spanId);
  t.same(inside.map(({ name }) => name).sort(), ['insert batch', 'publish', 'publish']);
  t.match(refused, { attributes: { 'error.type': 'VALIDATION', 'http.response.status_code': 400 }, isError: false });
  t.not(refused?.traceId, theirs.traceId);
  const told = collector.bodies.join();
  for (const secret of [content, customer.token, customer.phone]) t.notMatch(told, secret);
});

test('a client neither switches recording on nor sends nonsense through', async (t) => {
  await t.test('the ratio is ours', async (t) => {
    const { collector, server, send } = await traced(t, 0);
    t.equal((await send('one', { traceparent })).status, 201);
    await server.stop();
    t.same(collector.spans, []);
  });
  await t.test('what is malformed begins a trace of its own', async (t) => {
    const { collector, server, send } = await traced(t, 1);
    const malformed = [
      'x',
      traceparent.toUpperCase(),
      `${traceparent}-more`,
      `00-${'0'.repeat(32)}-${theirs.spanId}-01`,
      `00-${theirs.traceId}-${'0'.repeat(16)}-01`,
      `ff${traceparent.slice(2)}`,
      'a'.repeat(8_000),
    ];
    for (const header of malformed) t.equal((await send('hello', { traceparent: header })).status, 201);
    await server.stop();
    const requests = collector.spans.filter(({ name }) => name.startsWith('POST '));
    t.equal(requests.length, malformed.length);
    for (const { traceId, parentSpanId } of requests) {
      t.not(traceId, theirs.traceId);
      t.notOk(parentSpanId);
    }
  });
});
