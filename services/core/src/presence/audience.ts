import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import { type Database, isConnectionFault } from '../db/database.js';
import { overloaded } from '../limits/overloaded.js';

/** An agent with years of customers tells the most recent ones. */
const mostTold = 2_000;

/** Who shares a conversation with a person: one statement for all people that come or go at the same time. */
export class Audience {
  readonly #lookups: SelfClockingBatcher<string, string[]>;

  constructor(db: Database) {
    this.#lookups = new SelfClockingBatcher(
      {
        run: (userIds) => loadAudiences(db, userIds),
        maxInFlight: 1,
        minGap: 50,
        maxBatch: 500,
        maxQueue: 100_000,
        overloaded,
      },
      isConnectionFault,
    );
  }

  of(userId: string): Promise<string[]> {
    return this.#lookups.add(userId);
  }
}

async function loadAudiences(db: Database, userIds: string[]): Promise<string[][]> {
  const { rows } = await db.pool.query({
    name: 'audiences',
    text: `select p.id, array(
        (select c.assigned_support_id from conversations c
          where c.customer_id = p.id and c.assigned_support_id is not null order by c.activity_bucket desc limit ${mostTold})
        union
        (select c.customer_id from conversations c
          where c.assigned_support_id = p.id order by c.activity_bucket desc limit ${mostTold})
      )::text[] as audience
      from unnest($1::uuid[]) as p (id)`,
    values: [userIds],
  });
  const byId = new Map<string, string[]>(rows.map((row) => [row.id, row.audience]));
  return userIds.map((id) => byId.get(id) ?? []);
}
