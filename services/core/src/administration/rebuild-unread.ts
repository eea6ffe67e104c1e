import { AppError } from '@samvad/contract';
import type { Core } from '../context.js';
import { normalisePhone } from '../people/phones.js';
import { auditUnread } from '../unread/unread-audit.js';
import type { UnreadOwner } from '../unread/unread-counts.js';

const chunk = 500;

/**
 * Counts the unread messages of one person or of everybody anew. Devices of those whose cached counts were wrong are told, and
 * what is cached is then loaded again from Postgres. Throws `VALIDATION`, `NOT_FOUND`.
 */
export async function rebuildUnread(
  core: Core,
  { phone, everybody = false }: { phone?: string; everybody?: boolean },
): Promise<string> {
  if (everybody === (phone !== undefined)) throw new AppError('VALIDATION', { message: 'Say --phone or --everybody' });
  let rebuilt = 0;
  let wrong = 0;
  for (let after = ''; ; ) {
    let query = core.db.kysely.selectFrom('users').select(['id', 'role']).orderBy('id').limit(chunk);
    if (phone !== undefined) query = query.where('phone', '=', normalisePhone(phone));
    if (after) query = query.where('id', '>', after);
    const rows = await query.execute();
    const owners = rows.map(({ id, role }) => ({ userId: id, role }));
    // Whoever has nothing there needs nothing there: it is loaded when asked for.
    const cached = await Promise.all(owners.map(({ userId }) => core.unread.cached(userId)));
    wrong += await auditUnread(core, owners);
    await Promise.all(owners.filter((_, i) => cached[i]).map((owner) => rebuild(core, owner)));
    rebuilt += cached.filter(Boolean).length;
    if (phone !== undefined && rows.length === 0) {
      throw new AppError('NOT_FOUND', { message: 'Nobody has this phone' });
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < chunk) break;
  }
  return `counted anew for ${rebuilt}; ${wrong} counts were wrong`;
}

async function rebuild({ unread }: Core, { userId, role }: UnreadOwner): Promise<void> {
  await unread.forget(userId);
  await unread.counts(userId, role);
}
