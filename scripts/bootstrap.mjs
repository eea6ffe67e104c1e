/**
 * Makes a fresh clone runnable, with nothing but Node: checks its version, installs node modules when they are missing
 * or not the locked ones, and builds. Quick when there is nothing to do. Exits with a message when it cannot be done.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MINIMUM_NODE = [20, 19];

export function bootstrap() {
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  checkNode();
  installModules();
  build();
}

/** Ends the script with one line about why. */
export function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(
    `Samvad needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

function installModules() {
  if (modulesMatchLock()) return;
  console.log('Installing node modules');
  // Building needs the development modules, in production too.
  const options = ['--include=dev', '--no-audit', '--no-fund', '--no-update-notifier'];
  // A registry that lacks some other platform's binary must not keep this one from being set up.
  if (run('npm', ['ci', ...options]).status !== 0)
    runQuietly('npm', ['install', '--no-save', ...options], 'npm install');
}

/**
 * Whether what is installed is what the lock file says. npm itself notes what it has installed, as its last act: so a
 * broken off installation is not taken for a whole one, and one that somebody made by hand is not made again.
 */
function modulesMatchLock() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    // Optional ones are mostly other platforms' binaries.
    return found ? found.version === entry.version && found.resolved === entry.resolved : entry.optional === true;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return {};
  }
}

function build() {
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const args = ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'];
  runQuietly(turbo, args, 'the build');
}

/** Runs a program and shows what it said only if it fails, which ends the script. */
function runQuietly(command, args, what) {
  const { status, signal, error, stdout, stderr } = run(command, args);
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  fail(`${what} failed${error ? `: ${error.message}` : signal ? ` (${signal})` : ''}`, status ?? 1);
}

function run(command, args) {
  return spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}
