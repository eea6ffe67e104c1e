import type { Database } from '../db/database.js';

/** A notification on somebody's phones whose message they have read elsewhere. */
export interface PendingClear {
  conversationId: string;
  userId: string;
  upToSeq: number;
}

/**
 * What is to be taken away from phones again. Reading marks it in the statement that raises the read pointer
 * (`advance_receipts`); receiving does not, for the app that was woken by the push may itself report that. Never before the
 * push itself is settled, which it would overtake.
 */
export class PendingClears {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Takes on up to `most`, once and for all: one that is lost leaves a notification that opens what has been read. */
  async claim(most: number): Promise<PendingClear[]> {
    const { rows } = await this.#db.pool.query<PendingClear>(
      `with due as materialized (
        select conversation_id, user_id, shown_seq from push_states
        where clear_at is not null and retry_at is null order by clear_at limit $1 for update skip locked
      )
      update push_states s set clear_at = null, shown_seq = null from due d
      where s.conversation_id = d.conversation_id and s.user_id = d.user_id
      returning s.conversation_id as "conversationId", s.user_id as "userId", d.shown_seq as "upToSeq"`,
      [most],
    );
    return rows;
  }
}
