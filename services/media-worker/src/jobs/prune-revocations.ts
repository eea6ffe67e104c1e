import type { Job } from './job.js';

/** Revocations of which every access token has run out. */
export const pruneRevocations: Job = {
  name: 'prune-revocations',
  every: 10 * 60_000,
  async run({ db, config }) {
    const seconds = config.ACCESS_TOKEN_SECONDS + 3600;
    const { rowCount } = await db.pool.query(
      `delete from revocations where id in (
        select id from revocations where revoked_at < now() - make_interval(secs => $1) limit 10000)`,
      [seconds],
    );
    return { revocations: rowCount ?? 0 };
  },
};
