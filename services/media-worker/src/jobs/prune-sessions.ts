import type { Job } from './job.js';

/** Sign-ins that nobody can refresh any more. */
export const pruneSessions: Job = {
  name: 'prune-sessions',
  every: 60 * 60_000,
  async run({ db }) {
    const { rowCount } = await db.pool.query(
      `delete from sessions where id in (
        select id from sessions where expires_at < now() - interval '1 day' limit 10000)`,
    );
    return { sessions: rowCount ?? 0 };
  },
};
