import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConversationsAnswer, Message, MessagesAnswer } from '@samvad/contract';
import { freePort, waitFor } from '@samvad/infra';
import { temporaryDir } from '@samvad/infra/testing';
import { test } from 'tap';
import { call, demo, logIn } from './support/rest.js';
import { runProgram } from './support/run-program.js';

const program = fileURLToPath(new URL('../../../../infra/dist/src/bin/start.js', import.meta.url));

const core = (name: string) => fileURLToPath(new URL(`../../../core/dist/src/bin/${name}.js`, import.meta.url));

/** `npm start`, as a person runs it; resolves with what it prints once it is ready. */
async function start(dir: string, port: number): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, [program, '--data', dir, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  await waitFor(async () => /^ready /m.test(output) || child.exitCode !== null, { what: 'ready', timeoutMs: 90_000 });
  if (child.exitCode !== null) throw new Error(`the start ended with ${child.exitCode}: ${output}`);
  return { child, output: () => output };
}

const exited = (child: ChildProcess) =>
  new Promise<number | null>((resolve) =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  );

test('start, Ctrl-C, start, kill -9, start: nothing is lost and nothing is left running', async (t) => {
  const dir = temporaryDir('start');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const running: ChildProcess[] = [];
  t.teardown(async () => {
    for (const child of running) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await exited(child);
      }
    }
    dir.remove();
  });
  const pids = () => {
    const { processes } = JSON.parse(readFileSync(join(dir.path, 'cluster.json'), 'utf8'));
    return processes as { name: string; role: string; pid: number }[];
  };
  const alive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const send = async (content: string): Promise<Message> => {
    const { token } = await logIn(url, demo.rajesh);
    const list = await call<ConversationsAnswer>(url, 'GET', '/chat/conversations', { token });
    const body = { messageType: 'text', content };
    const sent = await call<{ data: Message }>(url, 'POST', `/chat/messages/${list.body.data[0]?._id}`, {
      token,
      body,
    });
    t.equal(sent.status, 201);
    return sent.body.data;
  };
  const latest = async (conversationId: string) => {
    const { token } = await logIn(url, demo.rajesh);
    const { body } = await call<MessagesAnswer>(url, 'GET', `/chat/messages/${conversationId}?limit=1`, { token });
    return body.data[0]?.content;
  };

  const first = await start(dir.path, port);
  running.push(first.child);
  t.match(first.output(), new RegExp(`^ready http://localhost:${port}$`, 'm'));
  t.match(first.output(), /Asha Verma/);
  const roles = pids().map(({ role }) => role);
  for (const role of ['api', 'socket', 'media-worker', 'nginx', 'postgres', 'redis', 'supervisor'])
    t.ok(roles.includes(role), role);
  const { conversationId } = await send('before Ctrl-C');
  const doctor = await runProgram(process.execPath, core('doctor'), '--data', dir.path);
  t.equal(doctor.code, 0, doctor.output);
  for (const node of ['api-1', 'socket-2', 'media-worker-1']) {
    t.match(doctor.output, new RegExp(`^ok +node ${node} +ready$`, 'm'));
  }
  const inspected = await runProgram(process.execPath, core('admin'), '--data', dir.path, 'inspect', conversationId);
  t.match(inspected, { code: 0, output: /^customer +Rajesh Kumar/m });
  const before = pids();
  first.child.kill('SIGINT');
  t.equal(await exited(first.child), 0);
  for (const { name, pid } of before) t.notOk(alive(pid), `${name} has ended`);

  const stopped = await runProgram(process.execPath, core('doctor'), '--data', dir.path, '--json');
  t.match(stopped, { code: 1, output: /nothing runs on this data folder/ });

  const second = await start(dir.path, port);
  running.push(second.child);
  t.equal(await latest(conversationId), 'before Ctrl-C');
  await send('before kill -9');
  const orphans = pids();
  second.child.kill('SIGKILL');
  await exited(second.child);
  await waitFor(async () => orphans.every(({ pid }) => !alive(pid)), {
    what: 'the end of every process',
    timeoutMs: 30_000,
  });

  const third = await start(dir.path, port);
  running.push(third.child);
  t.equal(await latest(conversationId), 'before kill -9');
});
