import { type ClientEvent, clientEvents, type ServerEvent, serverEvents } from '@samvad/contract';
import {
  asyncApiDocument,
  clientEventDocs,
  errorsOfEvent,
  exampleIds,
  exampleMessageId,
  serverEventDocs,
} from '@samvad/contract/docs';
import { makePerson, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { handlers } from '../src/handlers/index.js';
import type { ChatClient } from './support/chat-client.js';
import { ChatCluster, type Talk } from './support/chat-cluster.js';

/** Which of them the examples are about, in earnest. */
function real<T>(example: T, { id, customer, agent }: Talk, token: string): T {
  const replacements = [
    [exampleMessageId, `${id}.2`],
    [exampleIds.conversation, id],
    [exampleIds.customer, customer.id],
    [exampleIds.agent, agent.id],
    [clientEventDocs['auth:refresh'].payload.token, token],
  ] as const;
  const text = replacements.reduce((json, [from, to]) => json.replaceAll(from, to), JSON.stringify(example));
  return JSON.parse(text) as T;
}

async function talkWithMessages(cluster: ChatCluster): Promise<Talk> {
  const talk = await cluster.talk();
  for (const content of ['Namaste', 'How can I help?']) {
    await cluster.core.sender.send(talk.agent.actor, { conversationId: talk.id, messageType: 'text', content });
  }
  return talk;
}

const events = Object.keys(clientEvents) as ClientEvent[];

test('the reference, the contract and the handlers know the same events', async (t) => {
  const { operations } = asyncApiDocument('0.1.0') as { operations: Record<string, { action: string; title: string }> };
  const received = Object.values(operations).filter(({ action }) => action === 'receive');
  t.same(received.map(({ title }) => title).sort(), Object.keys(handlers).sort());
  t.same(Object.keys(handlers).sort(), [...events].sort());
});

test('each example of an event, sent to a node, is answered as the reference says', async (t) => {
  const cluster = await ChatCluster.start(t, {}, { nodes: 1 });
  for (const event of events) {
    const talk = await talkWithMessages(cluster);
    const device = await cluster.connect(0, talk.customer);
    const payload = real(clientEventDocs[event].payload, talk, cluster.core.tokens.sign(talk.customer.actor));
    // It checks the answer against the schema that the reference is made of.
    const answer = await device.attempt(event, payload);
    t.ok(answer.ok, `${event}: ${JSON.stringify(answer)}`);
  }
});

test('each event is refused with a documented code', async (t) => {
  const cluster = await ChatCluster.start(t, {}, { nodes: 1 });
  const stranger = await makePerson(cluster.core, 'User');
  const talk = await talkWithMessages(cluster);
  const device = await cluster.connect(0, stranger);
  for (const event of events) {
    t.ok(errorsOfEvent(event).includes((await device.codeOf(event, 'nonsense')) as 'VALIDATION'), `${event}: nonsense`);
    const payload = real(clientEventDocs[event].payload, talk, cluster.core.tokens.sign(talk.customer.actor));
    const code = await device.codeOf(event, payload);
    if (code !== undefined) t.ok(errorsOfEvent(event).includes(code as 'NOT_FOUND'), `${event}: ${code}`);
    const refuses = clientEventDocs[event].errors.some((one) => one === 'NOT_FOUND' || one === 'UNAUTHORIZED');
    t.equal(code !== undefined, refuses, `${event}: somebody else's is ${refuses ? 'refused' : 'no error'}`);
  }
});

/** Does what makes servers tell of everything they tell of. */
async function makeEverythingHappen(cluster: ChatCluster): Promise<ChatClient[]> {
  const { core } = cluster;
  const talk = await talkWithMessages(cluster);
  const { customer, agent, id: conversationId } = talk;
  const phone = await cluster.connect(0, customer);
  const tablet = await cluster.connect(0, customer);
  const desk = await cluster.connect(0, agent);
  await phone.waitFor('user:online', ({ userId }) => userId === agent.id);
  await core.sender.send(agent.actor, { conversationId, messageType: 'text', content: 'Are you there?' });
  await phone.waitFor('notification:new-message');
  for (const device of [phone, desk]) await device.ask('conversation:join', { conversationId });
  const sent = await phone.send(conversationId, 'I am');
  await desk.waitFor('message:new');
  await phone.waitFor('message:sent');
  await desk.ask('message:delivered', { conversationId, seq: sent.seq });
  await desk.ask('message:read', { conversationId, messageId: sent._id });
  for (const event of ['message:delivered', 'message:read'] as const) await phone.waitFor(event);
  await phone.ask('conversation:mark-all-read', { conversationId });
  await tablet.waitFor('unread:update');
  await phone.ask('typing:start', { conversationId });
  await phone.ask('typing:stop', { conversationId });
  for (const event of ['typing:user-typing', 'typing:user-stopped'] as const) await desk.waitFor(event);
  phone.fire('conversation:join', 'nonsense');
  await phone.waitFor('chat:error');
  const colleague = await lookOn(cluster, conversationId);
  await desk.waitFor('conversation:viewers', ({ viewers }) => viewers.length === 2);
  await core.updater.update(agent.actor, conversationId, { status: 'pending' });
  await phone.waitFor('conversation:updated');
  await readyMedia(cluster, customer);
  await phone.waitFor('media:updated');
  await core.accounts.logout(agent.actor);
  await desk.waitFor('auth:expired');
  await phone.waitFor('user:offline', ({ userId }) => userId === agent.id);
  return [phone, tablet, desk, colleague];
}

async function lookOn(cluster: ChatCluster, conversationId: string): Promise<ChatClient> {
  const admin = await cluster.connect(0, await makePerson(cluster.core, 'Admin'));
  await admin.ask('conversation:join', { conversationId });
  return admin;
}

/** As a worker does it. */
async function readyMedia({ core }: ChatCluster, owner: TestPerson): Promise<void> {
  const seen = { type: 'file', format: 'application/pdf', size: 10 } as const;
  const upload = { ownerId: owner.id, name: 'soil.pdf', ...seen, expiresInSeconds: 60 };
  const { id } = await core.mediaLifecycle.begin(upload);
  await core.mediaLifecycle.accept(id, seen);
  const row = await core.mediaLifecycle.finish(id, {
    ...{ ...seen, width: null, height: null, durationMs: null, previewHash: null, waveform: null },
    variants: [{ name: 'full', format: seen.format, size: 10, width: null, height: null }],
  });
  if (!row) throw new Error('the media could not be finished');
  await core.mediaUpdates.announce(row);
}

test('every event of a server really comes, in the documented shape', async (t) => {
  const cluster = await ChatCluster.start(t, { PRESENCE_GRACE_MS: 50 }, { nodes: 1 });
  const devices = await makeEverythingHappen(cluster);
  const seen = new Map<ServerEvent, unknown>();
  for (const { event, payload } of devices.flatMap(({ log }) => log)) seen.set(event, payload);
  t.same(
    Object.keys(serverEvents).filter((event) => !seen.has(event as ServerEvent)),
    [],
    'none is missing',
  );
  for (const [event, payload] of seen) {
    const schema = serverEvents[event] as TSchema;
    t.ok(Compile(schema).Check(payload), `${event} fits`);
    // What is documented as an example is what comes: no field that the example does not show, but optional ones.
    const shown = Object.keys(serverEventDocs[event].payload);
    const known = Object.keys((schema as { properties?: object }).properties ?? {});
    t.same(
      Object.keys(payload as object).filter((field) => !shown.includes(field) && !known.includes(field)),
      [],
      event,
    );
  }
});
