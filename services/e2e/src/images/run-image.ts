import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitFor } from '@samvad/infra';
import { inherited, type Stage } from './dockerfile.js';

/** An ordinary user's, as in the images; only root can take another's identity. */
const unprivileged = 1000;

/**
 * Runs an image's command line with the environment that the image gives it, and secrets from files, as whoever runs it in
 * production does. A node must get ready and end with 0 on SIGTERM; anything else must end with 0.
 *
 * @returns what was seen
 * @throws Error with the end of its output
 */
export async function runImage(
  stages: Map<string, Stage>,
  name: string,
  root: string,
  settings: Record<string, string>,
): Promise<string> {
  const [program = '', ...args] = inherited(stages, name, 'cmd') ?? [];
  const isNode = (stages.get(name)?.exposes.length ?? 0) > 0;
  const port = isNode ? await freePort() : 0;
  const env = {
    PATH: process.env.PATH,
    ...allEnv(stages, name),
    ...filesFor(join(root, '..', `secrets-${name}`), settings),
    NODE_NAME: `${name}-0`,
    ...(isNode ? { PORT: String(port), HOST: '127.0.0.1' } : {}),
  };
  const asUser = process.getuid?.() === 0 ? { uid: unprivileged, gid: unprivileged } : {};
  if (process.getuid?.() === 0) for (const dir of [join(root, '..'), root]) chmodSync(dir, 0o755);
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], ...asUser });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(String(signal ?? code)));
  });
  const fail = (what: string) => new Error(`${what}\n${output.slice(-3_000)}`);
  try {
    if (!isNode) {
      const status = await ended;
      if (status !== '0') throw fail(`ended with ${status}`);
      return output.trim();
    }
    const status = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.status);
    await Promise.race([
      waitFor(async () => (await status('/health/ready')) === 200, { what: 'getting ready', timeoutMs: 30_000 }),
      ended.then((how) => Promise.reject(new Error(`ended with ${how} before it was ready`))),
    ]).catch((error: Error) => {
      throw fail(error.message);
    });
    for (const path of ['/health/live', '/metrics']) {
      if ((await status(path)) !== 200) throw fail(`${path} answered otherwise than 200`);
    }
    child.kill('SIGTERM');
    const how = await ended;
    if (how !== '0') throw fail(`ended with ${how} on SIGTERM`);
    return 'ready, alive, measured, and ended with 0 on SIGTERM';
  } finally {
    child.kill('SIGKILL');
  }
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
