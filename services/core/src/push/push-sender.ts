import { type Agent, request } from 'node:https';
import type { PushMessage } from '@samvad/contract';
import type { Config } from '../config.js';
import type { Metrics } from '../metrics.js';
import type { Profiles } from '../people/profiles.js';
import type { PendingPush, PendingPushes } from './pending-pushes.js';
import { cleanEndpoint } from './push-service.js';
import { pushText, shorten } from './push-text.js';
import type { Subscription } from './subscriptions.js';

interface Parts {
  config: Config;
  metrics: Metrics;
  profiles: Profiles;
  pending: PendingPushes;
  agent: Agent;
}

/** A push service may take so long to answer (ms). */
const patience = 10_000;
/** Who comes back after a day finds the messages without being told (s). */
const keepSeconds = 86_400;

type Outcome = 'sent' | 'gone' | 'failed';

/** Brings a message to a person's browsers by Web Push (RFC 8030, 8188, 8291, 8292). */
export class PushSender {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the push is settled: sent, given up, or to be tried again. The notifications of one conversation replace
   * each other, so one that comes twice does no harm.
   */
  async send(push: PendingPush): Promise<void> {
    const { pending, metrics } = this.#parts;
    const subscriptions = await pending.subscriptions(push);
    const outcomes = await Promise.all(subscriptions.map((one) => this.#post(push, one)));
    for (const outcome of outcomes) metrics.pushes.inc({ outcome });
    for (const [i, one] of subscriptions.entries()) if (outcomes[i] === 'gone') await pending.drop(one);
    const failed = subscriptions.filter((_, i) => outcomes[i] === 'failed');
    if (failed.length === 0) await pending.done(push);
    else if (!(await pending.failed(push, failed))) metrics.pushes.inc({ outcome: 'given up' });
  }

  async #post(push: PendingPush, subscription: Subscription): Promise<Outcome> {
    try {
      // The rules may have changed since it was stored.
      if (!cleanEndpoint(subscription.endpoint, this.#parts.config)) return 'gone';
      const status = await this.#request(push, subscription);
      if (status === 404 || status === 410) return 'gone';
      return status >= 200 && status < 300 ? 'sent' : 'failed';
    } catch {
      return 'failed';
    }
  }

  /** Resolves with the status; what else is answered nobody reads. */
  async #request(push: PendingPush, { endpoint, p256dh, auth, locale }: Subscription): Promise<number> {
    const { config, agent } = this.#parts;
    // Only workers need it.
    const { default: webPush } = await import('web-push');
    const details = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(await this.#message(push, locale)),
      {
        vapidDetails: {
          subject: config.VAPID_SUBJECT,
          publicKey: config.VAPID_PUBLIC_KEY,
          privateKey: config.VAPID_PRIVATE_KEY,
        },
        contentEncoding: 'aes128gcm',
        TTL: keepSeconds,
        urgency: 'high',
        // 32 characters, as many as a topic may have.
        topic: push.conversationId.replaceAll('-', ''),
      },
    );
    return new Promise((resolve, reject) => {
      const outgoing = request(details.endpoint, {
        method: details.method,
        headers: details.headers as Record<string, string>,
        agent,
        signal: AbortSignal.timeout(patience),
      });
      outgoing.once('response', (incoming) => {
        resolve(incoming.statusCode ?? 0);
        incoming.once('error', () => {});
        incoming.destroy();
      });
      outgoing.once('error', reject);
      outgoing.end(details.body);
    });
  }

  async #message({ conversationId, seq, senderId, type, content, unreadCount }: PendingPush, locale: string) {
    const { config, profiles } = this.#parts;
    const sender = (await profiles.people([senderId])).get(senderId);
    const title = shorten(sender?.name ?? '');
    const body = pushText(type, content, locale, config.PUSH_SHOW_CONTENT);
    return { conversationId, seq, title, body, unreadCount } satisfies PushMessage;
  }
}
