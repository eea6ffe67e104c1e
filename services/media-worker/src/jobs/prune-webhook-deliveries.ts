import { pruneDeliveries } from '@samvad/core';
import type { Job } from './job.js';

/** Deliveries to webhooks that nobody will look at or replay any more. */
export const pruneWebhookDeliveries: Job = {
  name: 'prune-webhook-deliveries',
  every: 10 * 60_000,
  async run({ db, config }) {
    return { deliveries: await pruneDeliveries(db, config) };
  },
};
