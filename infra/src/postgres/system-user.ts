import { execFileSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findTool } from '../find-tool.js';

const USER = 'samvad-postgres';

export interface SystemUser {
  uid: number;
  gid: number;
}

/** Runs a program as somebody else: what to put in front of its command line. */
export interface RunAs {
  owner: SystemUser;
  prefix: string[];
}

/**
 * Postgres refuses to run as root. For root this finds or creates the system user `samvad-postgres` and says how to run
 * a program as it; for anybody else it is undefined, and Postgres simply runs as that person.
 *
 * A clone below a private folder such as /root could not be reached by that user at all. Then, and only then, the
 * program keeps the one capability that lets it pass (CAP_DAC_OVERRIDE); it is still not root.
 *
 * @param paths what the program must be able to reach
 */
export function runAsSystemUser(paths: readonly string[]): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const setpriv = findTool('setpriv');
  if (!setpriv) throw new Error('running Postgres as root needs setpriv (util-linux); or start as a normal user');
  const owner = findUser() ?? createUser();
  const prefix = [setpriv, `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  if (!paths.every((path) => isReachable(path, owner))) {
    prefix.push('--inh-caps=+dac_override', '--ambient-caps=+dac_override');
    // access(2), by which initdb looks for postgres beside itself, ignores capabilities without this.
    prefix.push('--securebits=+no_setuid_fixup');
  }
  return { owner, prefix };
}

/** Whether `user`, without any group but its own, can pass every folder on the way to the path. */
export function isReachable(path: string, user: SystemUser): boolean {
  const real = realpathSync(path);
  for (let dir = statSync(real).isDirectory() ? real : dirname(real); ; dir = dirname(dir)) {
    const { mode, uid, gid } = statSync(dir);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

function findUser(): SystemUser | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, USER], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function createUser(): SystemUser {
  const useradd = findTool('useradd');
  const adduser = findTool('adduser');
  const quiet = { stdio: 'ignore' } as const;
  try {
    if (useradd) {
      execFileSync(
        useradd,
        ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER],
        quiet,
      );
    } else if (adduser) {
      // BusyBox
      execFileSync(adduser, ['-S', '-D', '-H', '-s', '/sbin/nologin', USER], quiet);
    }
  } catch {
    // Another start may have created it at this moment; whether it exists is what counts.
  }
  const user = findUser();
  if (!user) throw new Error(`could not create the system user ${USER} for Postgres; start as a normal user instead`);
  return user;
}
