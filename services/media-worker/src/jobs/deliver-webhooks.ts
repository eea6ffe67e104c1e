import type { lookup } from 'node:dns';
import { type Core, WebhookHealth, WebhookLanes, WebhookPoster, WebhookSender } from '@samvad/core';
import { repeat } from './sweep/repeat.js';

export interface WebhookRunner {
  /** Takes nothing more on, and waits for what is under way. */
  close(): Promise<void>;
}

/** How often a worker looks for what is due, and measures how much is pending (ms). */
const lookEvery = 500;
const measureEvery = 15_000;
/** Lanes of one webhook under way at once on one worker. */
const mostOfOne = 10;

/**
 * Sends what the outbox holds. Every worker looks; what one has taken on no other does. Each webhook has room of its own, so
 * that a slow receiver is in nobody's way. `options` are for tests: a certificate to trust, and names of their own.
 */
export function deliverWebhooks(core: Core, options: { ca?: string; resolve?: typeof lookup } = {}): WebhookRunner {
  const { config, log, metrics, db, webhookPayloads: payloads } = core;
  const poster = new WebhookPoster(config, options);
  const [lanes, health] = [new WebhookLanes(db, config), new WebhookHealth(db, config)];
  const sender = new WebhookSender({ config, log, metrics, lanes, health, payloads, poster });
  const underWay = new Map<Promise<void>, string>();
  let closing = false;
  /** The last look took all there was room for: there may be more. */
  let isFull = false;
  let looking: Promise<void> | undefined;

  const claim = async () => {
    const open = await lanes.open();
    if (open.length === 0 || closing) return;
    const each = Math.max(1, Math.min(mostOfOne, Math.floor(config.WEBHOOK_CONCURRENCY / open.length)));
    const busy = (id: string) => [...underWay.values()].filter((one) => one === id).length;
    const room = new Map(open.map((id) => [id, each - busy(id)] as const).filter(([, free]) => free > 0));
    const claimed = room.size > 0 ? await lanes.claim(room) : [];
    const taken = (id: string) => claimed.filter(({ webhookId }) => webhookId === id).length;
    isFull = open.some((id) => taken(id) >= (room.get(id) ?? 0));
    for (const lane of claimed) {
      const run = sender
        .run(lane, () => !closing)
        .finally(() => {
          underWay.delete(run);
          if (isFull && !closing) look().catch(() => {});
        });
      underWay.set(run, lane.webhookId);
    }
  };
  const look = () => {
    looking ??= claim().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const measure = async () => {
    const { pending, oldestSeconds } = await health.backlog();
    metrics.webhookBacklog.set(pending);
    metrics.webhookOldest.set(oldestSeconds);
  };

  const ends = [
    repeat('looking for webhooks to deliver', lookEvery, look, log),
    repeat('measuring the backlog of webhooks', measureEvery, measure, log),
  ];
  return {
    async close() {
      closing = true;
      for (const end of ends) end();
      await looking?.catch(() => {});
      await Promise.all(underWay.keys());
      poster.close();
    },
  };
}
