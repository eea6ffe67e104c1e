import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { makeConversation, startBackends } from '@samvad/core/testing';
import { temporaryDir } from '@samvad/infra/testing';
import { type Test, test } from 'tap';
import { startNodes } from './support/api.js';
import { leavesNothing } from './support/media.js';
import { uploadFile } from './support/multipart.js';
import { samples } from './support/samples.js';
import { isError } from './support/shapes.js';
import { locationOf, TusClient } from './support/tus.js';

/** A folder on a file system of its own, with room for 1 MB; undefined where this process may not make one. */
function tinyDisk(t: Test): string | undefined {
  const dir = temporaryDir('tiny-disk');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir.path], { stdio: 'ignore' });
  } catch {
    dir.remove();
    return undefined;
  }
  t.teardown(() => {
    execFileSync('umount', ['-l', dir.path]);
    dir.remove();
  });
  return dir.path;
}

test('a disk that is full', async (t) => {
  const started = await startBackends(t);
  const mediaDir = tinyDisk(t);
  if (!mediaDir) return t.plan(0, 'mounting a small file system needs root');
  const backends = { ...started, mediaDir };
  const { api, core, make } = await startNodes(t, backends, 1, { MEDIA_WAIT_MS: 1 });
  const [customer, agent] = [await make('User'), await make('Support')];
  const me = api.as(customer);
  const conversation = await makeConversation(core, customer, agent);
  const chat = () => me.post(`chat/messages/${conversation}`, { messageType: 'text', content: 'x' });

  const answer = await uploadFile(me, 'image', samples.png(3_000_000));
  isError(t, answer, 'INSUFFICIENT_STORAGE');
  t.match(answer.headers.get('retry-after'), /^\d+$/, 'it says when to try again');
  await leavesNothing(t, core, backends, 'nothing of it takes room');
  t.equal((await chat()).status, 201, 'the chat goes on');
  t.equal((await uploadFile(me, 'image', samples.png(100_000))).status, 201, 'what fits is taken');

  const tus = new TusClient(me);
  const bytes = samples.png(3_000_000);
  const location = locationOf(await tus.create(bytes.length));
  isError(t, await tus.patch(location, 0, bytes), 'INSUFFICIENT_STORAGE', 'a resumable upload');
  const offset = Number((await tus.head(location)).headers.get('upload-offset'));
  t.ok(offset > 0 && offset < bytes.length, `keeps what there was room for (${offset} bytes)`);
  execFileSync('mount', ['-o', 'remount,size=10m', mediaDir]);
  const rest = await tus.patch(location, offset, bytes.subarray(offset));
  t.ok(rest.headers.get('upload-media-id'), 'and goes on once there is room');

  writeFileSync(`${mediaDir}/filler`, Buffer.alloc(6_000_000));
  execFileSync('mount', ['-o', 'remount,size=9m', mediaDir]);
  try {
    writeFileSync(`${mediaDir}/more`, Buffer.alloc(9_000_000));
  } catch {}
  const refused = await tus.create(5_000);
  t.ok(refused.status === 507 || refused.status === 201, `creating: ${refused.status}`);
  isError(t, await uploadFile(me, 'file', samples.pdf(500_000)), 'INSUFFICIENT_STORAGE');
  t.equal((await chat()).status, 201, 'the chat goes on');
});
