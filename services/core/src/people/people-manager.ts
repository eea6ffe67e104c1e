import { AppError, type ManagedPerson, type Role, type UpdateUserBody } from '@samvad/contract';
import type { PoolClient } from 'pg';
import { lockAssignments, onlineAgents, type Reassigned, reassignAll } from '../conversations/assignment.js';
import type { ConversationUpdates } from '../conversations/conversation-updates.js';
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import { isId } from '../ids.js';
import type { PresenceReader } from '../presence/presence-reader.js';
import type { UnreadCache } from '../unread/unread-cache.js';
import { type Actor, requireRole } from './actor.js';
import type { ManagedPeople } from './managed-people.js';
import { cleanName } from './names.js';
import type { Passwords } from './passwords.js';
import type { Profiles } from './profiles.js';
import type { Sessions } from './sessions.js';

interface Parts {
  db: Database;
  presence: PresenceReader;
  passwords: Passwords;
  sessions: Sessions;
  profiles: Profiles;
  people: ManagedPeople;
  updates: ConversationUpdates;
  unread: UnreadCache;
}

interface Account {
  role: Role;
  active: boolean;
}

/** What an admin does to people's accounts. */
export class PeopleManager {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * A new role, a new password and a deactivation end every sign-in of the person; what an agent leaves behind goes to
   * the others. All of it is one transaction, and takes effect on every node within seconds.
   *
   * Throws `FORBIDDEN` for anyone but an admin, `NOT_FOUND`, `VALIDATION`, and `CONFLICT` for admins who would shut
   * themselves out.
   */
  async update(actor: Actor, id: string, change: UpdateUserBody): Promise<ManagedPerson> {
    requireRole(actor, 'Admin');
    const before = await this.#account(id);
    if (actor.userId === id && (change.isActive === false || (change.role ?? 'Admin') !== 'Admin')) {
      throw new AppError('CONFLICT', { message: 'An admin cannot deactivate or demote itself' });
    }
    const { db, presence, passwords, profiles, people } = this.#parts;
    const name = change.name === undefined ? null : cleanName(change.name);
    const hash = change.password === undefined ? null : await passwords.hash(change.password);
    const mayLeave = before.role !== 'User';
    const online = mayLeave ? await onlineAgents(db, presence) : new Set<string>();
    const { announce, reassigned } = await inTransaction(db.pool, async (client) => {
      // Before any row: an assignment under way waits for the rows of people with this lock in hand.
      if (mayLeave) await lockAssignments(client);
      // Under the lock: of two admins who shut each other out at the same time, one stays.
      await assertStillAdmin(client, actor);
      const old = await lockAccount(client, id);
      if (old.role !== 'User' && !mayLeave) throw new AppError('CONFLICT', { message: 'The role has just changed' });
      const role = change.role ?? old.role;
      const active = change.isActive ?? old.active;
      await client.query(
        `update users set name = coalesce($2, name), role = $3, password_hash = coalesce($4, password_hash),
          deactivated_at = case when $5 then null else coalesce(deactivated_at, now()) end where id = $1`,
        [id, name, role, hash, active],
      );
      const ends = role !== old.role || hash !== null || (old.active && !active);
      const leaves = old.role !== 'User' && (!active || (role !== old.role && role !== 'Support'));
      return {
        announce: ends ? await this.#parts.sessions.endAll(client, id) : () => {},
        reassigned: leaves ? await reassignAll(client, id, online) : [],
      };
    });
    announce();
    profiles.forget(id);
    await this.#tell(id, reassigned);
    return people.get(actor, id);
  }

  /** Ends every sign-in of a person, who may sign in again. Throws `FORBIDDEN` for anyone but an admin, `NOT_FOUND`. */
  async forceOffline(actor: Actor, id: string): Promise<void> {
    requireRole(actor, 'Admin');
    await this.#account(id);
    const announce = await inTransaction(this.#parts.db.pool, async (client) => {
      await lockAccount(client, id);
      return this.#parts.sessions.endAll(client, id);
    });
    announce();
  }

  /**
   * A message opens a resolved conversation again, whose agent may have gone meanwhile: it goes to another then. Returns
   * how many. Safe at any time and in several places at once.
   */
  async reassignLeftBehind(): Promise<number> {
    const { db, presence } = this.#parts;
    const { rows } = await db.pool.query<{ id: string }>(leftBehindSql);
    if (rows.length === 0) return 0;
    const online = await onlineAgents(db, presence);
    let count = 0;
    for (const { id } of rows) {
      const reassigned = await inTransaction(db.pool, async (client) => {
        await lockAssignments(client);
        const { role, active } = await lockAccount(client, id);
        return active && role !== 'User' ? [] : reassignAll(client, id, online);
      });
      await this.#tell(id, reassigned);
      count += reassigned.length;
    }
    return count;
  }

  async #account(id: string): Promise<{ role: Role }> {
    const { rows } = isId(id)
      ? await this.#parts.db.pool.query('select role from users where id = $1', [id])
      : { rows: [] };
    if (!rows[0]) throw new AppError('NOT_FOUND');
    return rows[0];
  }

  async #tell(former: string, reassigned: Reassigned[]): Promise<void> {
    const { updates, unread } = this.#parts;
    const agents = new Set([former, ...reassigned.map(({ agent }) => agent)]);
    if (reassigned.length > 0) for (const agent of agents) if (agent) await unread.forget(agent);
    updates.announceAll(
      reassigned.map(({ conversationId }) => conversationId),
      former,
    );
  }
}

async function assertStillAdmin(client: PoolClient, { userId }: Actor): Promise<void> {
  const { rowCount } = await client.query(
    `select 1 from users where id = $1 and role = 'Admin' and deactivated_at is null`,
    [userId],
  );
  if (!rowCount) throw new AppError('FORBIDDEN');
}

/** Holds up sign-ins and assignments of the person until the transaction ends. */
async function lockAccount(client: PoolClient, id: string): Promise<Account> {
  const { rows } = await client.query<Account>(
    'select role, deactivated_at is null as active from users where id = $1 for no key update',
    [id],
  );
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return rows[0];
}

/** Those with open or pending conversations who are no agents any more; two index probes for each who ever had one. */
const leftBehindSql = `
  with recursive agents (id) as (
    (select assigned_support_id from conversations where assigned_support_id is not null
      order by assigned_support_id limit 1)
    union all
    select (select c.assigned_support_id from conversations c where c.assigned_support_id > a.id
      order by c.assigned_support_id limit 1) from agents a where a.id is not null
  )
  select a.id from agents a join users u on u.id = a.id
    where (u.role = 'User' or u.deactivated_at is not null) and exists (
      select from conversations c where c.assigned_support_id = a.id and c.status in ('open', 'pending'))`;
