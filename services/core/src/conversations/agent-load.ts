import type { LoadAnswer, Profile } from '@samvad/contract';
import type { Database } from '../db/database.js';
import { type Actor, requireRole } from '../people/actor.js';
import type { ManagedPeople } from '../people/managed-people.js';

/** A customer who goes on writing has been waiting since the first unanswered message, of the last so many. */
const lookedBack = 20;

interface Row {
  agent: string;
  open: number;
  pending: number;
  unread: number;
  waiting: number;
  oldest_waiting_at: Date | null;
}

/**
 * What each active agent has to do, and what nobody has been given. The cost is that of the open and pending conversations,
 * each found by an index, whatever has been resolved over the years. Throws `FORBIDDEN` for anyone but an admin.
 */
export async function agentLoad(db: Database, people: ManagedPeople, actor: Actor): Promise<LoadAnswer['data']> {
  requireRole(actor, 'Admin');
  const agents = await people.agents(actor);
  const [loads, unassigned] = await Promise.all([
    db.pool.query<Row>({ name: 'agent-load', text: loadSql, values: [agents.map(({ id }) => id)] }),
    db.pool.query<{ count: number }>({ name: 'unassigned', text: unassignedSql }),
  ]);
  const byAgent = new Map(loads.rows.map((row) => [row.agent, row]));
  return {
    agents: agents.map((agent) => toLoad(agent, byAgent.get(agent.id))),
    unassigned: unassigned.rows[0]?.count ?? 0,
  };
}

function toLoad(agent: Profile, row: Row | undefined): LoadAnswer['data']['agents'][number] {
  return {
    agent,
    open: row?.open ?? 0,
    pending: row?.pending ?? 0,
    unread: row?.unread ?? 0,
    waiting: row?.waiting ?? 0,
    oldestWaitingAt: row?.oldest_waiting_at?.toISOString() ?? null,
  };
}

/** Each message carries how many of its conversation are the customer's: those after the last answer are found by that. */
const loadSql = `
  select a.id as agent, count(*) filter (where c.status = 'open')::integer as open,
    count(*) filter (where c.status = 'pending')::integer as pending,
    sum(greatest(0, c.customer_seq - coalesce(p.read_others, 0)))::integer as unread,
    count(w.since) filter (where c.status = 'open')::integer as waiting,
    min(w.since) filter (where c.status = 'open') as oldest_waiting_at
  from unnest($1::uuid[]) as a (id)
  cross join lateral (
    select c.* from conversations c where c.assigned_support_id = a.id and c.status in ('open', 'pending')
  ) c
  left join participants p on p.conversation_id = c.id and p.user_id = a.id
  left join lateral (
    select min(m.created_at) as since from messages m
    where m.conversation_id = c.id and m.seq > c.last_seq - ${lookedBack} and m.seq <= c.last_seq
      and m.from_customer and m.seq - m.customer_seq = c.last_seq - c.customer_seq
  ) w on true
  group by a.id`;

const unassignedSql = `select count(*)::integer as count from conversations
  where assigned_support_id is null and status in ('open', 'pending')`;
