import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';
import type { PresenceReader } from '../presence/presence-reader.js';

/** One assignment at a time in the whole cluster, so that a rush of customers is spread evenly. */
const assignmentLock = 0x5a6d_7661;

/** Until the transaction ends no other assignment is made, and nobody stops being an agent. */
export async function lockAssignments(client: PoolClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [assignmentLock]);
}

/**
 * The agent with the fewest open and pending conversations, online ones first; undefined when there are no agents.
 * Call it within a transaction: until that ends no other assignment is made.
 */
export async function leastLoadedAgent(client: PoolClient, online: Set<string>): Promise<string | undefined> {
  await lockAssignments(client);
  return pick(await activeAgents(client), online)?.id;
}

export interface Reassigned {
  conversationId: string;
  agent: string | null;
}

/**
 * Gives each open and pending conversation of somebody who is no agent any more to the least loaded one; to nobody when
 * there is none. Call it within a transaction that has locked assignments, after the person has stopped being an agent.
 */
export async function reassignAll(client: PoolClient, from: string, online: Set<string>): Promise<Reassigned[]> {
  // In id order, like everyone who locks several.
  const { rows } = await client.query<{ id: string }>(
    `select id from conversations where assigned_support_id = $1 and status in ('open', 'pending')
      order by id for no key update`,
    [from],
  );
  if (rows.length === 0) return [];
  const agents = await activeAgents(client);
  const reassigned = rows.map(({ id }) => {
    const agent = pick(agents, online);
    if (agent) agent.load += 1;
    return { conversationId: id, agent: agent?.id ?? null };
  });
  await client.query(
    `update conversations c set assigned_support_id = n.agent, updated_at = greatest(c.updated_at, now()::timestamptz(3)),
      activity_bucket = floor(extract(epoch from greatest(c.updated_at, now()::timestamptz(3))) / 256)::integer
      from unnest($1::uuid[], $2::uuid[]) as n (id, agent) where c.id = n.id`,
    [reassigned.map(({ conversationId }) => conversationId), reassigned.map(({ agent }) => agent)],
  );
  return reassigned;
}

/** The agents who are online. Asked before the transaction: nobody waits for Redis with a lock in hand. */
export async function onlineAgents(db: Database, presence: PresenceReader): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select id from users where role = 'Support' and deactivated_at is null`,
  );
  const states = await presence.states(rows.map(({ id }) => id));
  return new Set(rows.map(({ id }) => id).filter((id) => states.get(id)?.isOnline));
}

interface Agent {
  id: string;
  /** Open and pending conversations. */
  load: number;
}

/** In random order, so that equals take turns. */
async function activeAgents(client: PoolClient): Promise<Agent[]> {
  const { rows } = await client.query<Agent>(
    `select u.id, (
        select count(*) from conversations c where c.assigned_support_id = u.id and c.status in ('open', 'pending')
      )::integer as load
      from users u where u.role = 'Support' and u.deactivated_at is null order by random()`,
  );
  return rows;
}

function pick(agents: Agent[], online: Set<string>): Agent | undefined {
  const present = agents.filter(({ id }) => online.has(id));
  const [first, ...rest] = present.length > 0 ? present : agents;
  return first && rest.reduce((least, agent) => (agent.load < least.load ? agent : least), first);
}
