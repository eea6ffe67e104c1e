import t from 'tap';
import { chapters } from '../src/conformance/chapters/index.js';
import { Crew } from '../src/conformance/crew.js';
import { type Result, runChecks } from '../src/conformance/run-checks.js';
import { testCluster } from './support/cluster.js';
import { type Fault, faultyProxy } from './support/faulty-proxy.js';
import { demo, demoPassword } from './support/rest.js';

const isEvent = (packet: string, event: string) => packet.startsWith(`42["${event}",`);
const room = 'message:new tells everyone in the room, each once, with seq and sender';
const retry = 'a retry is acknowledged with the first message, and nobody hears it twice';

/** What is done wrong, where it is looked for, and every check that must notice. */
const faults: Record<string, Fault & { only: string; noticed: string[]; why: RegExp }> = {
  'message:new without seq': {
    toClient: (packet) => [isEvent(packet, 'message:new') ? packet.replace(/"seq":\d+,/, '') : packet],
    only: 'typing',
    noticed: ['the typist is not told'],
    why: /^message:new\.seq is missing, not a whole number from 1$/,
  },
  'message:new twice': {
    toClient: (packet) => (isEvent(packet, 'message:new') ? [packet, packet] : [packet]),
    only: 'send',
    noticed: [room, retry],
    why: /^message:new came 2 times|2 !== 1/s,
  },
  'a clientMessageId that is forgotten': {
    toServer: (packet) =>
      packet.includes('"message:send"') ? packet.replace(/"clientMessageId":"[^"]{1,64}"/, '"x":1') : packet,
    only: 'send',
    noticed: [
      'the acknowledgement is the stored message, and the history has it',
      retry,
      'the same clientMessageId with other content is CONFLICT',
    ],
    why: /./,
  },
  'FORBIDDEN where something is another’s': {
    rest: (status, body) =>
      status === 404
        ? { status: 403, body: body.replace('"NOT_FOUND"', '"FORBIDDEN"').replace('404', '403') }
        : { status, body },
    only: 'conversations',
    noticed: [
      'another’s is NOT_FOUND by every door, as one that never was',
      'assigned to another agent, it is the former’s no more',
    ],
    why: /404 NOT_FOUND was expected, not 403/,
  },
  'an acknowledgement of two arguments, as Node’s callbacks have': {
    toClient: (packet) => [/^43\d+\[\{"ok":true/.test(packet) ? packet.replace('[', '[null,') : packet],
    only: 'typing',
    noticed: [
      'start and stop tell the others in the room who',
      'the typist is not told',
      'start expires by itself after about 5 s',
      'who goes offline types no longer',
    ],
    why: /^the acknowledgement of conversation:join has 2 arguments/,
  },
  'a notification that is lost': {
    toClient: (packet) => (isEvent(packet, 'notification:new-message') ? [] : [packet]),
    only: 'rooms',
    noticed: ['after leaving there is no message:new, but a notification'],
    why: /^notification:new-message did not come/,
  },
};

t.test('a server that does one thing wrong fails the checks of that thing, and no others', async (t) => {
  const { url } = await testCluster(t, { api: 1, socket: 1 });
  // One after the other: a check that has waited too long for its turn looks like one that has noticed something.
  for (const [name, { only, noticed, why, ...fault }] of Object.entries(faults)) {
    const failed = await judge(await faultyProxy(t, url, fault), only);
    t.same(
      failed.map(({ line }) => line),
      noticed.map((line) => `${only}: ${line}`),
      name,
    );
    for (const { reason } of failed) t.match(reason, why, `${name}: ${reason}`);
  }
});

async function judge(url: string, only: string): Promise<Result[]> {
  const crew = await Crew.open(url, demo.admin, demoPassword);
  const chosen = chapters.filter(({ name }) => name === only);
  const options = { url, socketUrls: [url], transports: ['websocket'] as const, crew, concurrency: 8 };
  const results = await runChecks(chosen, options, () => {});
  await crew.close();
  return results.filter(({ outcome }) => outcome === 'failed');
}
