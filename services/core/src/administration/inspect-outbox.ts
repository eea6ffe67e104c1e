import type { Core } from '../context.js';

interface Row {
  id: string;
  host: string;
  is_active: boolean;
  pending: number;
  oldest: Date | null;
  attempts: number | null;
  last_error: string | null;
  failed: number;
  claimed_by: string | null;
}

/** What webhooks are still to be told of a conversation, and what they were not to be brought to take. */
export async function describeOutbox(core: Core, conversationId: string): Promise<string[]> {
  const { rows } = await core.db.pool.query<Row>(
    `select w.id, substring(w.url from '^[a-z]+://([^/?#]+)') as host, w.is_active, p.*, f.failed, l.claimed_by
      from webhooks w
      cross join lateral (
        select count(*)::integer as pending, min(d.created_at) as oldest, max(d.attempts) as attempts,
          (array_agg(d.last_error order by d.place) filter (where d.last_error is not null))[1] as last_error
        from webhook_deliveries d where d.webhook_id = w.id and d.lane = $1 and d.status = 'pending'
      ) p
      cross join lateral (
        select count(*)::integer as failed
        from webhook_deliveries d where d.webhook_id = w.id and d.lane = $1 and d.status = 'failed'
      ) f
      left join webhook_lanes l on l.webhook_id = w.id and l.lane = $1
      order by w.id`,
    [conversationId],
  );
  if (rows.length === 0) return ['webhooks      there are none'];
  return rows.map((row, i) => `${i === 0 ? 'webhooks     ' : '             '} ${describe(row)}`);
}

function describe({ id, host, is_active, pending, oldest, attempts, last_error, failed, claimed_by }: Row): string {
  return [
    `${id} (${host})${is_active ? '' : ', SWITCHED OFF'}: ${pending} to be sent`,
    ...(oldest ? [`the oldest since ${oldest.toISOString()}`] : []),
    ...(attempts ? [`tried ${attempts} times (${last_error ?? 'no reason known'})`] : []),
    ...(claimed_by ? ['a worker is at it'] : []),
    `${failed} given up`,
  ].join(', ');
}
