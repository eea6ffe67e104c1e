import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { failureOf } from '../src/processing/failure.js';
import { runGuarded } from '../src/processing/guard.js';
import { defaultLimits, UnprocessableMediaError } from '../src/processing/index.js';
import { make, processed, refused, scratch } from './processing-fixture.js';
import { commandsWith, longWork, seen } from './processing-processes.js';

const video = async (t: Test) => ({ path: await longWork(scratch(t)), format: 'video/mp4', kind: 'video' }) as const;

/** Runs a program under some limits. */
async function guarded(t: Test, file: string, args: string[], limits = {}) {
  const all = { ...defaultLimits, ...limits };
  let output = '';
  const end = await runGuarded({
    ...{ file, args, workDir: scratch(t), limits: all, signal: new AbortController().signal },
    onOutput: (chunk) => {
      output += chunk;
    },
  });
  return { ...end, output, failure: failureOf(file, end, all) };
}

test("too much CPU time is the file's fault", async (t) => {
  await refused(t, await video(t), 'TOO_EXPENSIVE', { limits: { cpuMs: 1000 } });
});

test("too large an output is the file's fault", async (t) => {
  const path = await make(scratch(t), '-f', 'lavfi', '-i', 'anoisesrc=d=4', 'noise.wav');
  const limits = { outputBytes: 10_000 };
  await refused(t, { path, format: 'audio/wav', kind: 'audio' }, 'TOO_EXPENSIVE', { limits });
});

test("too much time is nobody's fault", async (t) => {
  const error = await processed(t, await video(t), { limits: { timeoutMs: 700 } }).catch((error) => error);
  t.notOk(error instanceof UnprocessableMediaError);
  t.match(error.message, 'more than 700 ms');
});

test("too much memory is the file's fault", async (t) => {
  const script = 'const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1))';
  const { failure, cpuMs } = await guarded(t, process.execPath, ['-e', script], { memoryBytes: 400 * 1024 ** 2 });
  t.match(failure, { reason: 'TOO_EXPENSIVE' });
  t.ok(cpuMs > 0);
});

test("a crash is the file's fault; a kill, a full disk and a missing program are not", async (t) => {
  const crashed = await guarded(t, 'sh', ['-c', 'kill -SEGV $$']);
  t.match(crashed.failure, { reason: 'BROKEN' });
  for (const signal of ['KILL', 'TERM']) {
    const { failure } = await guarded(t, 'sh', ['-c', `kill -${signal} $$`]);
    t.notOk(failure instanceof UnprocessableMediaError, signal);
  }
  const full = await guarded(t, 'sh', ['-c', 'echo "av_write_frame(): No space left on device" >&2; exit 1']);
  t.notOk(full.failure instanceof UnprocessableMediaError);
  const missing = await guarded(t, 'no-such-program', []);
  t.notOk(missing.failure instanceof UnprocessableMediaError);
  const file = { path: join(scratch(t), 'none'), format: 'image/png', kind: 'image' } as const;
  await t.rejects(processed(t, file), { code: 'ENOENT' });
});

test('a child sees nothing of our environment', async (t) => {
  process.env.SAMVAD_TEST_SECRET = 'SecretGarden';
  t.teardown(() => {
    delete process.env.SAMVAD_TEST_SECRET;
  });
  const { output, code } = await guarded(t, 'env', []);
  t.equal(code, 0);
  t.match(output, 'PATH=');
  t.notMatch(output, 'SecretGarden');
});

test('complaints without end are cut, and output that nobody reads does not block', async (t) => {
  const loud = 'head -c 3000000 /dev/zero | tr "\\0" "x" >&2; head -c 3000000 /dev/zero; echo end >&2';
  const { complaints, output } = await guarded(t, 'sh', ['-c', loud]);
  t.ok(complaints.length <= 8192);
  t.match(complaints, 'end');
  t.equal(output.length, 3_000_000);
});

test('an abort stops the child at once and says why', async (t) => {
  const asked = await video(t);
  const controller = new AbortController();
  const reason = new Error('the worker drains');
  const work = processed(t, asked, { signal: controller.signal });
  const rejected = t.rejects(work, reason);
  await seen(asked.path, 'libx264');
  controller.abort(reason);
  await rejected;
  t.same(await commandsWith(asked.path), [], 'when it rejects, nobody is left');
  await t.rejects(processed(t, asked, { signal: AbortSignal.abort(reason) }), reason);
});

test('a child that somebody kills is worth another try', async (t) => {
  const asked = await video(t);
  const work = processed(t, asked).catch((error) => error);
  const [encoder] = await seen(asked.path, 'ffmpeg -v');
  process.kill(encoder?.pid ?? 0, 'SIGKILL');
  t.notOk((await work) instanceof UnprocessableMediaError);
});

test('a guard that somebody kills takes its program with it', async (t) => {
  const asked = await video(t);
  const work = processed(t, asked).catch((error) => error);
  await seen(asked.path, 'libx264');
  const guards = (await commandsWith(asked.path)).filter(({ command }) => /^sh -c/.test(command));
  t.ok(guards.length > 0);
  for (const { pid } of guards) process.kill(pid, 'SIGKILL');
  await seen(asked.path, 'libx264', 0);
  t.notOk((await work) instanceof UnprocessableMediaError);
});

test('a worker that is shot leaves no child behind', async (t) => {
  const { path } = await video(t);
  const library = new URL('../src/processing/index.js', import.meta.url).href;
  const workDir = scratch(t);
  const script = `
    import { processMedia, defaultLimits } from '${library}';
    await processMedia({ path: '${path}', format: 'video/mp4', kind: 'video', workDir: '${workDir}',
      limits: defaultLimits, signal: new AbortController().signal, onProgress() {}, async onPreview() {} });`;
  const worker = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  t.teardown(() => worker.kill('SIGKILL'));
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  await seen(workDir, 'libx264');
  worker.kill('SIGKILL');
  await exited;
  await seen(workDir, 'full.mp4', 0);
  t.same(await commandsWith(workDir), []);
  rmSync(workDir, { recursive: true });
});
