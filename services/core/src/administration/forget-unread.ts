import { AppError } from '@samvad/contract';
import type { Core } from '../context.js';
import { normalisePhone } from '../people/phones.js';

const chunk = 1_000;

/** Drops the cached unread counts of one person or of everybody. Throws `VALIDATION`, `NOT_FOUND`. */
export async function forgetUnread(
  core: Core,
  { phone, everybody = false }: { phone?: string; everybody?: boolean },
): Promise<string> {
  if (everybody === (phone !== undefined)) throw new AppError('VALIDATION', { message: 'Say --phone or --everybody' });
  let forgotten = 0;
  for (let after = ''; ; ) {
    let query = core.db.kysely.selectFrom('users').select('id').orderBy('id').limit(chunk);
    if (phone !== undefined) query = query.where('phone', '=', normalisePhone(phone));
    if (after) query = query.where('id', '>', after);
    const rows = await query.execute();
    for (const { id } of rows) await core.unread.forget(id);
    forgotten += rows.length;
    after = rows.at(-1)?.id ?? '';
    if (rows.length < chunk) break;
  }
  if (phone !== undefined && forgotten === 0) throw new AppError('NOT_FOUND', { message: 'Nobody has this phone' });
  return `forgotten: the counts of ${forgotten}`;
}
