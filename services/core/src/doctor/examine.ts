import { examineConfiguration } from './configuration.js';
import { type Finding, fail, type Patient, reason } from './finding.js';
import { examineMachine } from './machine.js';
import { examineNodes } from './nodes.js';
import { examinePostgres } from './postgres.js';
import { examineRedis } from './redis.js';
import { examineStorage } from './storage.js';
import { examineTools } from './tools.js';

/** A part that hangs must not keep the others from being told (ms). */
const patience = 30_000;

/** In the order in which they are told. */
const parts: readonly (readonly [string, (patient: Patient) => Promise<Finding[]>])[] = [
  ['configuration', examineConfiguration],
  ['machine', examineMachine],
  ['postgres', examinePostgres],
  ['redis', examineRedis],
  ['storage', examineStorage],
  ['tools', examineTools],
  ['nodes', examineNodes],
];

/** Looks at everything a Samvad needs, side by side. Changes nothing but a file that is written and removed again. Never rejects. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const found = await Promise.all(parts.map(([name, look]) => inTime(name, look(patient))));
  return found.flat();
}

async function inTime(name: string, look: Promise<Finding[]>): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    const todo = 'It is reached, but does not answer: see whether it is overloaded, frozen, or behind a firewall';
    timer = setTimeout(() => resolve([fail(name, `no answer within ${patience / 1_000} s`, todo)]), patience);
  });
  const unexpected = (error: unknown) => [fail(name, reason(error), 'This is not foreseen: see the error')];
  const findings = await Promise.race([look.catch(unexpected), late]);
  clearTimeout(timer);
  return findings;
}
