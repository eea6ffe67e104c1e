import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Media } from '@samvad/contract';
import { eventually, makePerson, startBackends, testConfig, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { Client } from './support/client.js';
import { multipart, multipartHeaders } from './support/multipart.js';
import { samples } from './support/samples.js';
import { type BinaryAnswer, send } from './support/send.js';
import { locationOf, TusClient } from './support/tus.js';

const size = 200_000_000;
const most = 30_000_000;

/** `size` bytes that look like a video, made while they are sent. */
function* video(bytes: number) {
  yield samples.mp4(100_000);
  const chunk = Buffer.alloc(100_000, 7);
  for (let sent = 100_000; sent < bytes; sent += chunk.length) yield chunk;
}

function* form(bytes: number) {
  const whole = multipart([
    { field: 'type', content: 'video' },
    { field: 'file', content: '|', name: 'clip.mp4' },
  ]).toString();
  const [head = '', tail = ''] = whole.split('|');
  yield Buffer.from(head);
  yield* video(bytes);
  yield Buffer.from(tail);
}

const skip = process.platform !== 'linux' && 'memory is read from /proc';

test('an upload of 200 MB costs no memory', { skip }, async (t) => {
  const backends = await startBackends(t);
  const core = await testCore(t, backends);
  const customer = await makePerson(core, 'User');
  const config = testConfig(backends, { MEDIA_WAIT_MS: 1, PORT: 0, LOG_LEVEL: 'silent' });
  const program = fileURLToPath(new URL('./support/node-main.js', import.meta.url));
  const settings = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
  const node = spawn(process.execPath, [program], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(async () => {
    node.kill('SIGKILL');
    await once(node, 'exit');
  });
  let printed = '';
  node.stdout.on('data', (text) => {
    printed += text;
  });
  const port = await eventually(() => /^(\d+)$/m.exec(printed)?.[1], 'the node listens', 20_000);
  const me = new Client(`http://127.0.0.1:${port}`, customer.token);
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'))?.[1]) * 1024;

  const measure = async (work: () => Promise<unknown>) => {
    const before = resident();
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, resident());
    }, 20);
    await work();
    clearInterval(timer);
    return Math.max(peak, resident()) - before;
  };
  const upload = async (bytes: number) => {
    const body = Readable.from(form(bytes));
    const answer: BinaryAnswer<{ data: Media[] }> = await send(me, 'chat/media', {
      method: 'POST',
      body,
      headers: multipartHeaders,
    });
    t.equal(answer.status, 201, answer.text.slice(0, 300));
    t.equal(answer.body.data[0]?.size, bytes);
  };
  const resumable = async (bytes: number) => {
    const tus = new TusClient(me);
    const location = locationOf(await tus.create(bytes, { type: 'video' }));
    const answer = await tus.patch(location, 0, Readable.from(video(bytes)));
    t.equal(answer.status, 204, answer.text);
  };

  for (const [what, door] of [
    ['multipart', upload],
    ['resumable', resumable],
  ] as const) {
    // What is loaded and compiled for the first upload does not count.
    await door(40_000_000);
    const grown = await measure(() => door(size));
    t.ok(grown < most, `${what}: ${Math.round(grown / 1e6)} MB more`);
  }
});
