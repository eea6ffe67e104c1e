import { once } from 'node:events';
import { clientEvents } from '@samvad/contract';
import { eventually } from '@samvad/core/testing';
import fc from 'fast-check';
import t, { test } from 'tap';
import { WebSocket } from 'ws';
import { ChatCluster } from './support/chat-cluster.js';

// Frames that are too large have a test of their own.
const cluster = await ChatCluster.start(t, { MAX_FRAME_BYTES: 50_000_000 });

/** Whatever is thrown at the server, no process of it ends (this one is) and nobody is kept from chatting. */
const events = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...Object.keys(clientEvents)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '',
      'message:new',
      '\0',
      '\ud800',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
);

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\0',
    '\ud800',
    'a\udfffb',
    '__proto__',
    'x'.repeat(50_000),
    '👋'.repeat(5_000),
    "'; drop table messages; --",
  ),
);
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined, Number.MAX_SAFE_INTEGER, -0, 1e308),
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
);
const keys = fc.constantFrom(
  ...['conversationId', 'messageType', 'content', 'mediaId', 'clientMessageId', 'messageId', 'seq', 'afterSeq'],
  ...['conversations', 'token', '__proto__', 'constructor', 'toJSON', 'then', 'length'],
);

/** Shaped like the real thing, with a real conversation, so that it gets past the first check often enough. */
function payloads(conversationId: string) {
  const value = fc.oneof(
    { weight: 3, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constant(conversationId) },
    { weight: 1, arbitrary: fc.array(scalar, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.oneof(keys, text), scalar, { maxKeys: 4 }) },
  );
  const almost = fc
    .dictionary(keys, value, { maxKeys: 6, noNullPrototype: true })
    .map((rest) => ({ conversationId, messageType: 'text', ...rest }));
  return fc.oneof(almost, fc.dictionary(keys, value, { maxKeys: 6 }), value, fc.anything({ maxDepth: 6 }));
}

test('no event, whatever it carries, keeps anybody from chatting', async (t) => {
  const { id, customerDevice, agentDevice } = await cluster.liveTalk();
  let seq = 0;
  const attempt = fc.record({
    event: events,
    args: fc.array(payloads(id), { maxLength: 3 }),
    ack: fc.constantFrom('none', 'callback', 'twice'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 15 }), async (attempts) => {
      for (const { event, args, ack } of attempts) {
        const json = args.filter((one) => typeof one !== 'function' && isSendable(one));
        if (ack === 'none') customerDevice.fire(event, ...json);
        else customerDevice.fire(event, ...json, () => {});
        // A callback that is none: a client library of one's own making may send anything there.
        if (ack === 'twice') customerDevice.fire(event, ...json, 'callback', { call: 1 }, () => {});
      }
      const text = `still here ${seq}`;
      seq = (await customerDevice.send(id, text)).seq;
      await agentDevice.waitFor('message:new', ({ content }) => content === text);
      agentDevice.forget();
      customerDevice.forget();
    }),
    { numRuns: 60, endOnFailure: true },
  );
  t.ok(customerDevice.socket.connected, 'nor ends the connection it came on');
});

/** What the client library can put on the wire at all. */
function isSendable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const packets: (string | Buffer)[] = [
  ...[
    '',
    '4',
    '42',
    '42[',
    '42[]',
    '42{}',
    '42"x"',
    '42[1]',
    '42[1,{}]',
    '42[null]',
    '42[{}]',
    '42[["sync"]]',
    '42[true]',
  ],
  ...['42["connect"]', '42["disconnect"]', '42["error"]', '42["newListener"]', '42["__proto__",{}]', '42["sync",'],
  ...['421["sync",{}]', '4299999999999999999999["sync",{}]', '42-1["sync",{}]', '43', '43[]', '430[]', '43999["x"]'],
  ...['44', '44{}', '45', '45["x"]', '451-["sync",{"_placeholder":true,"num":0}]', '452-["x"]', '4599999999-["x"]'],
  ...['450-["x"]', '45-1-["x"]', '461-1[]', '40', '40{}', '40/other,{}', '4/nowhere,', '42/nowhere,["x"]', '41/other,'],
  ...['5', '6', '2probe', '3probe', '7', '8', '9', 'x', 'b', 'bAAAA', '0{}', '42["sync",{"conversations":null}]'],
  `42["message:send",${deep(20_000)}]`,
  `42["sync",{"conversations":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}]`,
  `451-["sync",${'['.repeat(20_000)}{"_placeholder":true,"num":0}${']'.repeat(20_000)}]`,
  `42["${'x'.repeat(90_000)}"]`,
  '42["message:send",{"__proto__":{"conversationId":"x"},"constructor":{"prototype":{"ok":true}}}]',
  '42["message:send",{"content":"\\ud800"}]',
  '42["message:send",{"conversationId":1e999}]',
  '451-["message:send",{"_placeholder":true,"num":99}]',
  '451-["message:send",{"_placeholder":true,"num":"__proto__"}]',
  Buffer.from([0]),
  Buffer.alloc(0),
  Buffer.from([0x34, 0x32, 0xff, 0xfe]),
  Buffer.alloc(50_000, 0x5b),
];

test('no packet that no library would send does either', async (t) => {
  const { customer, id, customerDevice, agentDevice } = await cluster.liveTalk();
  const { port } = cluster.node(0);
  for (const [i, packet] of packets.entries()) {
    for (const signedIn of [true, false]) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
      socket.on('error', () => {});
      await once(socket, 'message');
      if (signedIn) {
        socket.send(`40${JSON.stringify({ token: customer.token })}`);
        await once(socket, 'message');
      }
      socket.send(packet);
      // Twice, and with what would belong to a binary one.
      socket.send(packet);
      socket.send(Buffer.from('attachment'));
      socket.send('3');
      // Answered or thrown out: either way the server has read it all.
      const answered = new Promise((resolve) => socket.on('message', resolve));
      socket.send('42999["sync",{"conversations":{}}]');
      if (signedIn) await Promise.race([once(socket, 'close'), answered]);
      socket.terminate();
    }
    const content = `after packet ${i}`;
    await customerDevice.send(id, content);
    await agentDevice.waitFor('message:new', (message) => message.content === content);
  }
  t.equal(({} as { ok?: boolean }).ok, undefined, 'no prototype has been touched');
});

test('nor do requests to the endpoint that are none', async (t) => {
  const { id, customerDevice } = await cluster.liveTalk();
  const base = `http://127.0.0.1:${cluster.node(0).port}/socket.io`;
  const requests: [path: string, init?: RequestInit][] = [
    ['/'],
    ['/?EIO=3&transport=polling'],
    ['/?EIO=4&transport=carrier-pigeon'],
    ['/?EIO=4&transport=polling&sid=nope'],
    ['/?EIO=4&transport=polling&sid=__proto__'],
    ['/?EIO=4&transport=websocket'],
    ['/?EIO=4&transport=polling', { method: 'POST', body: 'x' }],
    ['/?EIO=4&transport=polling', { method: 'DELETE' }],
    ['/?EIO=4&transport=polling&sid=%00', { method: 'POST', body: '\u001e\u001e' }],
    [`/?EIO=4&transport=polling&sid=${'x'.repeat(5_000)}`],
  ];
  for (const [path, init] of requests) {
    const { status } = await fetch(`${base}${path}`, init ?? {});
    t.ok(status >= 400 && status < 500, `${path.slice(0, 60)} ${status}`);
  }
  const sessions = cluster.node(0).io.engine as unknown as {
    clients: Record<string, { transport: { writable: boolean } }>;
  };
  for (const body of ['['.repeat(1_000), '\u001e\u001e', 'x'.repeat(300_000), '1\u001e1']) {
    const opened = await (await fetch(`${base}/?EIO=4&transport=polling`)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const own = `${base}/?EIO=4&transport=polling&sid=${sid}`;
    const poll = fetch(own).catch(() => {});
    await eventually(() => sessions.clients[sid]?.transport.writable, 'the poll');
    await fetch(own, { method: 'POST', body }).catch(() => {});
    await poll;
    await eventually(() => !sessions.clients[sid], 'the end of the session');
  }
  t.equal((await customerDevice.send(id, 'still here')).seq, 1);
});
