import type { Core } from '@samvad/core';
import { eventually } from '@samvad/core/testing';

interface Test {
  teardown(work: () => unknown): void;
}

/**
 * Holds a conversation so that no send to it can end, begins one with `send`, and resolves when it waits in Postgres.
 * `lock` is the connection that holds it: `rollback` on it lets go.
 */
export async function holdConversation<T>(t: Test, core: Core, id: string, send: () => Promise<T>) {
  const lock = await core.db.pool.connect();
  t.teardown(() => lock.release());
  await lock.query('begin');
  await lock.query('select 1 from conversations where id = $1 for update', [id]);
  const underWay = send();
  await eventually(async () => {
    const { rows } = await core.db.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  }, 'the send waits for the conversation');
  return { lock, underWay };
}
