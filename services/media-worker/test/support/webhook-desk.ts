import type { NewWebhook, WebhookDelivery } from '@samvad/contract';
import type { Config } from '@samvad/core';
import {
  eventually,
  makeConversation,
  makePerson,
  startBackends,
  type TestPerson,
  testConfig,
  testCore,
} from '@samvad/core/testing';
import { deliverWebhooks } from '../../src/jobs/deliver-webhooks.js';
import { WebhookReceiver } from './webhook-receiver.js';

type Test = Parameters<typeof startBackends>[0];

/** A customer, an agent, an admin and a receiver, and as many workers as asked for. */
export async function webhookDesk(t: Test, settings: Partial<Config> = {}, workers = 1) {
  const all = {
    WEBHOOK_ALLOW_PRIVATE_HOSTS: true,
    WEBHOOK_RETRY_SECONDS: Array(30).fill('0.05').join(','),
    WEBHOOK_TIMEOUT_MS: 2_000,
    ...settings,
  };
  const backends = await startBackends(t);
  const core = await testCore(t, backends, all);
  const receiver = await WebhookReceiver.start(t);
  const [admin, customer, agent] = await Promise.all([
    makePerson(core, 'Admin'),
    makePerson(core, 'User', 'Rajesh'),
    makePerson(core, 'Support', 'Asha Verma'),
  ]);
  const worker = async (options: Parameters<typeof deliverWebhooks>[1] = {}, more: Partial<Config> = {}) => {
    const own = await testCore(t, backends, { ...all, ...more });
    const runner = deliverWebhooks(own, options);
    t.teardown(() => runner.close());
    return { ...runner, core: own };
  };
  for (let i = 0; i < workers; i += 1) await worker();
  const hook = (url = receiver.url, events: NewWebhook['events'] = ['message.created']) =>
    core.webhooks.create(admin.actor, { url, events });
  const talk = (by: TestPerson = customer) => makeConversation(core, by, agent);
  const say = (conversationId: string, content: string, clientMessageId: string | null = null, by = agent) =>
    core.sender.send(by.actor, { conversationId, messageType: 'text', content, clientMessageId });
  const deliveries = async ({ _id }: { _id: string }) =>
    (await core.webhookDeliveries.list(admin.actor, _id, { limit: 100 })).data;
  /** Nothing is pending any more: all that is to be sent has been. Returns the deliveries, oldest first. */
  const settled = async (webhook: { _id: string }): Promise<WebhookDelivery[]> => {
    const done = async () => {
      const { rows } = await core.db.pool.query('select from webhook_lanes where webhook_id = $1', [webhook._id]);
      return rows.length === 0;
    };
    await eventually(done, 'the end of all deliveries', 30_000);
    return (await deliveries(webhook)).reverse();
  };
  const config = (more: Partial<Config> = {}) => testConfig(backends, { ...all, ...more });
  return { backends, core, receiver, admin, customer, agent, worker, hook, talk, say, deliveries, settled, config };
}
