import { AppError, CreateUserBody } from '@samvad/contract';
import { Value } from 'typebox/value';
import type { Core } from '../context.js';
import { operator } from './operator.js';

/** Makes an account, the first admin's too. Throws `VALIDATION`, `CONFLICT`. */
export async function createUser(
  core: Core,
  { name, phone, role }: Pick<CreateUserBody, 'name' | 'phone' | 'role'>,
  password: string,
): Promise<string> {
  const body = { name, phone, role, password };
  const [error] = Value.Errors(CreateUserBody, body);
  if (error) throw new AppError('VALIDATION', { message: `${error.instancePath.slice(1)} ${error.message}` });
  const profile = await core.accounts.create(operator, body);
  return `${profile.id}: ${profile.name}, ${profile.role}, ${profile.phone}`;
}
