import type { MessageType } from '@samvad/contract';
import type { PoolClient } from 'pg';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import type { PushPlatform } from './push-provider.js';

/** A message that has reached none of the recipient's devices in time. */
export interface PendingPush {
  conversationId: string;
  userId: string;
  seq: number;
  senderId: string;
  type: MessageType;
  content: string;
  unreadCount: number;
  /** The browsers and phones that this very message has not been brought to yet; null for all. */
  only: string[] | null;
}

/** One look in the cluster at a time. */
const lookLock = 0x5a6d_7662;
/** Whoever has taken a push on is dead after so long, and another takes it on (s). */
const claimSeconds = 60;
/** A statement may commit as long after the time that it has written (s). */
const overlapSeconds = 15;
/** What nobody looked at for longer (no worker ran) is no news any more (s). */
const oldestSeconds = 900;
/** A push service that fails for longer is given up, for this message (s). */
const patienceSeconds = 300;

/**
 * What is to be pushed, found in Postgres alone: nothing of it is lost with Redis, and sending a message costs nothing for it.
 *
 * A look goes through the conversations in which something has happened since the last one, by index, and through what is to
 * be tried again. Of each it takes the latest message that is old enough, and that the recipient, who has a browser or a phone to
 * be told on, has not received.
 */
export class PendingPushes {
  readonly #db: Database;
  readonly #delaySeconds: number;
  readonly #platforms: PushPlatform[];

  /** `platforms`: those that can be reached. */
  constructor(db: Database, { PUSH_DELAY_MS }: Pick<Config, 'PUSH_DELAY_MS'>, platforms: PushPlatform[]) {
    this.#db = db;
    this.#platforms = platforms;
    this.#delaySeconds = PUSH_DELAY_MS / 1_000;
  }

  /** Takes on up to `most`; each is to be settled by `done` or `failed`. None while another worker looks. */
  claim(most: number): Promise<PendingPush[]> {
    return inTransaction(this.#db.pool, async (client) => {
      const { rows } = await client.query('select pg_try_advisory_xact_lock($1) as mine', [lookLock]);
      if (!rows[0]?.mine) return [];
      const claimed = await this.#claim(client, most);
      if (claimed.length < most) {
        // All that was due is taken on: what was to be tried again and is not among it has been received meanwhile.
        await client.query(`update push_states set ${settled} where retry_at <= now()`);
        await client.query('update push_cursor set at = now()');
      }
      return claimed;
    });
  }

  async done({ conversationId, userId, seq }: PendingPush): Promise<void> {
    await this.#db.pool.query(
      `update push_states s set up_to_seq = greatest(up_to_seq, $3), ${settled}, ${clearedSql}
        where conversation_id = $1 and user_id = $2`,
      [conversationId, userId, seq],
    );
  }

  /**
   * To be tried again with those browsers and phones (`ids`), later each time, and not before `retryAfter` (s). Returns false
   * when it has been given up instead.
   */
  async failed(push: PendingPush, ids: string[], retryAfter: number): Promise<boolean> {
    const { conversationId, userId, seq } = push;
    await this.#db.pool.query('update push_subscriptions set failures = failures + 1 where id = any ($1)', [ids]);
    const { rowCount } = await this.#db.pool.query(
      `update push_states set attempts = attempts + 1, failed_seq = $3, failed = $4,
          failing_since = coalesce(failing_since, now()),
          retry_at = now() + greatest(least(60, power(2, attempts)) * $5, least($6, ${patienceSeconds}))
            * interval '1 second'
        where conversation_id = $1 and user_id = $2
          and coalesce(failing_since, now()) > now() - make_interval(secs => ${patienceSeconds})`,
      [conversationId, userId, seq, ids, Math.min(2, this.#delaySeconds), retryAfter],
    );
    if (rowCount) return true;
    await this.done(push);
    return false;
  }

  async #claim(client: PoolClient, most: number): Promise<PendingPush[]> {
    const { rows: cursor } = await client.query<{ since: Date }>(
      `select greatest(at - make_interval(secs => $1), now() - make_interval(secs => ${oldestSeconds})) as since
        from push_cursor`,
      [this.#delaySeconds + overlapSeconds],
    );
    const since = cursor[0]?.since ?? new Date(0);
    const { rows } = await client.query<PendingPush>(claimSql, [
      since,
      Math.floor(since.getTime() / 256_000),
      this.#delaySeconds,
      most,
      this.#platforms,
    ]);
    return rows;
  }
}

const settled = 'retry_at = null, attempts = 0, failing_since = null, failed_seq = null, failed = null';

/** Who has read it while it was on its way, unseen by `advance_receipts`, is to be told to take it away. */
const clearedSql = `clear_at = coalesce(clear_at, (
    select now() from participants p
    where p.conversation_id = s.conversation_id and p.user_id = s.user_id and p.read_seq >= s.shown_seq
  ))`;

/** What the recipient has received, or has been pushed, ends here. */
const reached = 'greatest(p.read_seq, p.delivered_seq, s.up_to_seq, 0)';

const claimSql = `
  with looked as materialized (
    select c.id from conversations c where c.activity_bucket >= $2 and c.updated_at >= $1
    union
    select s.conversation_id from push_states s where s.retry_at <= now()
  ), due as materialized (
    select c.id, r.user_id, m.seq, m.sender_id, m.type, m.content,
      case when r.customer then c.last_seq - c.customer_seq else c.customer_seq end - coalesce(p.read_others, 0) as unread,
      case when s.failed_seq = m.seq then s.failed end as only,
      case when exists (select from push_devices d where d.user_id = r.user_id and d.platform = any ($5))
        then m.seq end as shown_seq
    from looked l
    join conversations c on c.id = l.id
    cross join lateral (values (c.customer_id, true), (c.assigned_support_id, false)) as r (user_id, customer)
    left join participants p on p.conversation_id = c.id and p.user_id = r.user_id
    left join push_states s on s.conversation_id = c.id and s.user_id = r.user_id
    cross join lateral (
      select m.seq, m.sender_id, m.type, m.content from messages m
      where m.conversation_id = c.id and m.seq > ${reached} and m.from_customer <> r.customer and m.type <> 'system'
        and m.created_at <= now() - make_interval(secs => $3)
      order by m.seq desc limit 1
    ) m
    where c.last_seq > ${reached} and (s.retry_at is null or s.retry_at <= now())
      and ('web' = any ($5) and exists (select from push_subscriptions b where b.user_id = r.user_id)
        or exists (select from push_devices d where d.user_id = r.user_id and d.platform = any ($5)))
    limit $4
  ), claimed as (
    insert into push_states as s (conversation_id, user_id, retry_at, shown_seq)
    select d.id, d.user_id, now() + interval '${claimSeconds} s', d.shown_seq from due d
    on conflict (conversation_id, user_id) do update
      set retry_at = excluded.retry_at, shown_seq = excluded.shown_seq, clear_at = null
      where s.retry_at is null or s.retry_at <= now()
    returning s.conversation_id, s.user_id
  )
  select d.id as "conversationId", d.user_id as "userId", d.seq, d.sender_id as "senderId", d.type, d.content,
    greatest(0, d.unread)::integer as "unreadCount", d.only
  from due d join claimed c on c.conversation_id = d.id and c.user_id = d.user_id`;
