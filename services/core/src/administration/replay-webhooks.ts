import type { ReplayBody } from '@samvad/contract';
import type { Core } from '../context.js';
import { operator } from './operator.js';

/** Sends what a webhook's receiver has missed again, all of it. Throws `NOT_FOUND`, `CONFLICT` (it is off), `VALIDATION`. */
export async function replayWebhooks(
  core: Core,
  webhookId: string,
  { since, status }: { since?: string; status?: NonNullable<ReplayBody['status']> },
): Promise<string> {
  let replayed = 0;
  for (let from = since; ; ) {
    const some = await core.webhookDeliveries.replayAll(operator, webhookId, {
      ...(from === undefined ? {} : { since: from }),
      ...(status === undefined ? {} : { status }),
    });
    replayed += some.replayed;
    // What has been replayed is pending, and is not found again.
    if (!some.hasMore || some.lastCreatedAt === null || some.replayed === 0) break;
    from = some.lastCreatedAt;
  }
  return `pending again: ${replayed}`;
}
