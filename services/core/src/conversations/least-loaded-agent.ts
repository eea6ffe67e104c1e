import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';
import type { PresenceReader } from '../presence/presence-reader.js';

/** One assignment at a time in the whole cluster, so that a rush of customers is spread evenly. */
const assignmentLock = 0x5a6d_7661;

/**
 * The agent with the fewest open and pending conversations, online ones first; undefined when there are no agents.
 * Call it within a transaction: until that ends no other assignment is made.
 */
export async function leastLoadedAgent(client: PoolClient, online: Set<string>): Promise<string | undefined> {
  await client.query('select pg_advisory_xact_lock($1)', [assignmentLock]);
  const { rows } = await client.query<{ id: string; load: number }>(
    `select u.id, (
        select count(*) from conversations c where c.assigned_support_id = u.id and c.status in ('open', 'pending')
      )::integer as load
      from users u where u.role = 'Support' and u.deactivated_at is null order by load, random()`,
  );
  return (rows.find(({ id }) => online.has(id)) ?? rows[0])?.id;
}

/** The agents who are online. Asked before the transaction: nobody waits for Redis with a lock in hand. */
export async function onlineAgents(db: Database, presence: PresenceReader): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select id from users where role = 'Support' and deactivated_at is null`,
  );
  const states = await presence.states(rows.map(({ id }) => id));
  return new Set(rows.map(({ id }) => id).filter((id) => states.get(id)?.isOnline));
}
