import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitFor } from '@samvad/infra';
import { inherited, type Stage } from './dockerfile.js';

/** An ordinary user's, as in the images; only root can take another's identity. */
const unprivileged = 1000;

export interface Run {
  stages: Map<string, Stage>;
  name: string;
  /** Its `/samvad`, made by `assemble`. */
  root: string;
  settings: Record<string, string>;
  /** Where `node` is found. */
  path: string;
}

/**
 * Runs an image's command line with the environment that the image gives it, and secrets from files, as whoever runs it in
 * production does: by a user without rights, in a folder that cannot be written to. A node must get ready, be found well by the image's
 * own health check, and end with 0 on SIGTERM; anything else must end with 0.
 *
 * @returns what was seen
 * @throws Error with the end of its output
 */
export async function runImage({ stages, name, root, settings, path }: Run): Promise<string> {
  const command = [...(inherited(stages, name, 'entrypoint') ?? []), ...(inherited(stages, name, 'cmd') ?? [])];
  const isNode = (stages.get(name)?.exposes.length ?? 0) > 0;
  const port = isNode ? await freePort() : 0;
  const temporary = join(root, '..', `tmp-${name}`);
  mkdirSync(temporary, { recursive: true });
  chmodSync(temporary, 0o777);
  const env = {
    PATH: path,
    ...allEnv(stages, name),
    ...filesFor(join(root, '..', `secrets-${name}`), settings),
    TMPDIR: temporary,
    HOME: '/nonexistent',
    NODE_NAME: `${name}-0`,
    ...(isNode ? { PORT: String(port), HOST: '127.0.0.1' } : {}),
  };
  const asUser = process.getuid?.() === 0 ? { uid: unprivileged, gid: unprivileged } : {};
  const start = ([program = '', ...args]: string[]) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], ...asUser });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(String(signal ?? code)));
    });
    return { child, ended, output: () => output };
  };
  const running = start(command);
  const fail = (what: string) => new Error(`${what}\n${running.output().slice(-3_000)}`);
  try {
    if (!isNode) {
      const status = await running.ended;
      if (status !== '0') throw fail(`ended with ${status}`);
      return running.output().trim().split('\n', 1).join();
    }
    const status = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.status);
    await Promise.race([
      waitFor(async () => (await status('/health/ready')) === 200, { what: 'getting ready', timeoutMs: 30_000 }),
      running.ended.then((how) => Promise.reject(new Error(`ended with ${how} before it was ready`))),
    ]).catch((error: Error) => {
      throw fail(error.message);
    });
    for (const path of ['/health/live', '/metrics']) {
      if ((await status(path)) !== 200) throw fail(`${path} answered otherwise than 200`);
    }
    const health = start(healthCommand(stages, name));
    if ((await health.ended) !== '0') throw fail(`its health check says ${await health.ended}: ${health.output()}`);
    running.child.kill('SIGTERM');
    const how = await running.ended;
    if (how !== '0') throw fail(`ended with ${how} on SIGTERM`);
    if ((await start(healthCommand(stages, name)).ended) === '0')
      throw fail('its health check finds it well when it is gone');
    return 'ready, alive, measured, found well, and ended with 0 on SIGTERM';
  } finally {
    running.child.kill('SIGKILL');
  }
}

function healthCommand(stages: Map<string, Stage>, name: string): string[] {
  const line = inherited(stages, name, 'healthCheck') ?? '';
  return JSON.parse(line.slice(line.indexOf('['))) as string[];
}

function allEnv(stages: Map<string, Stage>, name: string): Record<string, string> {
  const stage = stages.get(name);
  return stage ? { ...allEnv(stages, stage.base), ...stage.env } : {};
}

/** Each setting in a file of its own, named by `NAME_FILE`. */
function filesFor(dir: string, settings: Record<string, string>): Record<string, string> {
  mkdirSync(dir, { recursive: true });
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    env[`${name}_FILE`] = join(dir, name);
    writeFileSync(join(dir, name), `${value}\n`);
  }
  // What is mounted can be read by the image's user.
  for (const file of readdirSync(dir)) chmodSync(join(dir, file), 0o644);
  return env;
}
