import { AppError, type DeliveryStatus } from '@samvad/contract';
import type { Core } from '../context.js';
import { operator } from './operator.js';

interface Options {
  webhook?: string;
  since?: string;
  status: Extract<DeliveryStatus, 'failed' | 'delivered'>;
  yes?: boolean;
}

/**
 * Sends again what a webhook, or every one that is switched on, has not accepted (or has: `status`). Receivers know a delivery by
 * its id, so those they have had are told from new ones. Throws `VALIDATION`, `NOT_FOUND`, and `CONFLICT` for a webhook that is
 * switched off; without `yes` it says how many there are and sends none.
 */
export async function replayWebhooks(core: Core, { webhook, since, status, yes = false }: Options): Promise<string> {
  const from = since === undefined ? new Date(0) : new Date(since);
  if (Number.isNaN(from.getTime())) throw new AppError('VALIDATION', { message: '--since is not a time' });
  const webhooks = webhook
    ? [await core.webhooks.get(operator, webhook)]
    : (await core.webhooks.list(operator)).filter(({ isActive }) => isActive);
  const lines: string[] = [];
  for (const { _id, url } of webhooks) {
    const host = new URL(url).host;
    const counted = await count(core, _id, status, from);
    if (!yes) lines.push(`${_id} (${host}): ${counted} ${status}`);
    else
      lines.push(`${_id} (${host}): ${await replay(core, _id, status, from)} of ${counted} ${status} are sent again`);
  }
  if (lines.length === 0) return 'There is no webhook that is switched on';
  return yes ? lines.join('\n') : `${lines.join('\n')}\nNothing is sent without --yes`;
}

async function count(core: Core, webhookId: string, status: string, since: Date): Promise<number> {
  const { rows } = await core.db.pool.query<{ count: number }>(
    `select count(*)::integer as count from webhook_deliveries
      where webhook_id = $1 and status = $2 and created_at >= $3`,
    [webhookId, status, since],
  );
  return rows[0]?.count ?? 0;
}

/** In steps; each begins where the one before has ended, for what it has sent may be settled again by now. */
async function replay(core: Core, webhookId: string, status: Options['status'], since: Date): Promise<number> {
  let total = 0;
  for (let from = since.toISOString(); ; ) {
    const { replayed, hasMore, lastCreatedAt } = await core.webhookDeliveries.replayAll(operator, webhookId, {
      since: from,
      status,
    });
    total += replayed;
    if (!hasMore || lastCreatedAt === null || lastCreatedAt === from) return total;
    from = lastCreatedAt;
  }
}
