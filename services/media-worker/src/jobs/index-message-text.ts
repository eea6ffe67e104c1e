import type { Job } from './job.js';

/**
 * Puts what has been written lately into the text index, which is many times cheaper for thousands of messages at once than
 * for each. Searches find them before that too, by reading the list. The database user must own the index, as the one does
 * that migrates.
 */
export const indexMessageText: Job = {
  name: 'index-message-text',
  every: 3_000,
  async run({ db }) {
    const { rows } = await db.pool.query(`select gin_clean_pending_list('messages_text') as pages`);
    return { pages: Number(rows[0]?.pages ?? 0) };
  },
};
