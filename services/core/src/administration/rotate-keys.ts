import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@samvad/contract';

export const rotationSteps = ['accept', 'sign', 'forget'] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** 256 bits. */
const newSecret = () => randomBytes(32).toString('base64url');

/** A new secret, and the three steps by which it replaces the present one. */
export function explainRotation(): string {
  return `${newSecret()}

Replace JWT_SECRET by it in three rollouts, each of which ends before the next one begins:
  1. JWT_SECRET_ACCEPTED = this one                               every node accepts it
  2. JWT_SECRET = this one, JWT_SECRET_ACCEPTED = the former      every node signs with it
  3. JWT_SECRET_ACCEPTED = (empty)                                after REFRESH_TOKEN_SECONDS: the former is worth nothing
Whoever has not been here between 2 and 3 must sign in again. Is the former one known to others? Then do 3 at once.
With secrets in a folder of files, --files DIR --step accept, sign and forget do the same to its jwt-secret and jwt-secret-accepted.`;
}

/**
 * One step in a folder that holds `jwt-secret` and `jwt-secret-accepted`, as they are mounted, or kept by `npm start`. No secret is
 * told. Throws `CONFLICT` when it is not that step's turn, `NOT_FOUND` when the folder holds no secret.
 */
export function rotateFiles(dir: string, step: RotationStep): string {
  const [current, accepted] = [join(dir, 'jwt-secret'), join(dir, 'jwt-secret-accepted')];
  const signing = read(current);
  const also = read(accepted);
  if (!signing) throw new AppError('NOT_FOUND', { message: `${current} holds no secret` });
  if (step === 'accept') {
    if (also) throw new AppError('CONFLICT', { message: `A replacement is under way: ${accepted} is not empty` });
    replace(accepted, newSecret());
    return 'Restart every node, one after the other; then: --step sign';
  }
  if (!also) throw new AppError('CONFLICT', { message: `${accepted} is empty: begin with --step accept` });
  if (step === 'sign') {
    // Should this end half-way, the same secret stands in both, and whoever goes on from there has the former one still in hand.
    const former = `${accepted}.former`;
    replace(former, signing);
    replace(current, also);
    renameSync(former, accepted);
    return 'Restart every node, one after the other; then, when REFRESH_TOKEN_SECONDS are over: --step forget --yes';
  }
  replace(accepted, '');
  return 'Restart every node, one after the other: the former secret is then worth nothing';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** In one step, so that a node that starts meanwhile reads the one or the other. */
function replace(file: string, secret: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, secret === '' ? '' : `${secret}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
