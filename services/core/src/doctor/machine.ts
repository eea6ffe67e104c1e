import { readFile } from 'node:fs/promises';
import { type Finding, fail, ok, type Patient, warn } from './finding.js';

const oldestNode = [20, 19];
/** Beside sockets: databases, files, what libraries hold. */
const otherFiles = 1_000;
const fewestFiles = 4_096;

export async function examineMachine({ config, cluster }: Patient): Promise<Finding[]> {
  const socketNode = cluster?.processes.find(({ role }) => role === 'socket');
  return [nodeVersion(process.versions.node), await openFiles(socketNode?.pid, config.MAX_SOCKETS)];
}

function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wanted = 0, wantedMinor = 0] = oldestNode;
  return major > wanted || (major === wanted && minor >= wantedMinor)
    ? ok('node version', version)
    : fail('node version', version, `Install Node ${oldestNode.join('.')} or newer`);
}

/** Of a running socket node, or of this process, which is given what a node would be given here. */
async function openFiles(pid: number | undefined, maxSockets: number): Promise<Finding> {
  const check = 'open files';
  const text = await readFile(`/proc/${pid ?? 'self'}/limits`, 'utf8').catch(() => '');
  const word = /^Max open files\s+(\S+)/m.exec(text)?.[1];
  if (!word) return ok(check, 'the limit cannot be read here');
  const limit = word === 'unlimited' ? Number.POSITIVE_INFINITY : Number(word);
  const raise = `Raise it (systemd: LimitNOFILE=; containers: the runtime's default) to ${maxSockets + otherFiles}, or lower MAX_SOCKETS`;
  if (limit < fewestFiles) return fail(check, `a process may have ${limit}`, raise);
  return limit < maxSockets + otherFiles
    ? warn(check, `a process may have ${limit}; MAX_SOCKETS is ${maxSockets}`, raise)
    : ok(check, `a process may have ${word}`);
}
