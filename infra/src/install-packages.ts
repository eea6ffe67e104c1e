import { spawn } from 'node:child_process';
import { findTool } from './find-tool.js';

export interface Packages {
  apt: readonly string[];
  brew: readonly string[];
  /** The command that a person would type, for the error message. */
  byHand: string;
  /** Where Debian asks whether it may start a service, /usr/sbin/policy-rc.d. */
  policyFile?: string;
}

/**
 * Debian starts a service as soon as its package is installed; a second Redis and nginx on their standard ports are
 * not wanted. A policy-rc.d forbids that for the moment, unless the machine has one of its own.
 */
const APT_SCRIPT = `
set -e
policy=$1
shift
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || echo 'apt-get update failed; trying with the lists at hand' >&2
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
`;

/** Installs packages with apt-get (through sudo unless root) or Homebrew. @throws Error naming the command to run by hand */
export async function installPackages(packages: Packages): Promise<void> {
  const [command, ...args] = installer(packages);
  const { code, output } = await run(command, args);
  if (code !== 0) {
    const tail = output.trimEnd().split('\n').slice(-10).join('\n');
    throw new Error(`installing failed; run by hand: ${packages.byHand}\n${tail}`);
  }
}

function installer({ apt, brew, byHand, policyFile = '/usr/sbin/policy-rc.d' }: Packages): [string, ...string[]] {
  if (findTool('apt-get')) {
    const script: [string, ...string[]] = ['sh', '-c', APT_SCRIPT, 'install-packages', policyFile, ...apt];
    if (process.getuid?.() === 0) return script;
    // With a terminal, sudo may ask for the password; without one it must fail at once rather than hang.
    if (findTool('sudo')) return ['sudo', ...(process.stdin.isTTY ? [] : ['-n']), ...script];
    throw new Error(`installing needs root and sudo is missing; run as root: ${byHand.replace(/^sudo /, '')}`);
  }
  if (findTool('brew')) return ['brew', 'install', ...brew];
  throw new Error(`found neither apt-get nor brew; install these yourself and start again: ${apt.join(', ')}`);
}

function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const stdin = process.stdin.isTTY ? 'inherit' : 'ignore';
    const child = spawn(command, args, { stdio: [stdin, 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output = (output + chunk).slice(-20_000);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
