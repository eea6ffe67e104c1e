import type { IncomingHttpHeaders } from 'node:http';
import { type Agent, request } from 'node:https';
import type { PushMessage } from '@samvad/contract';
import type { Config } from '../config.js';
import { secondsOf } from '../outbound/retry-after.js';
import { Deadlines } from './deadlines.js';
import { type PushProvider, type PushResult, pushLifetime, type WebTarget } from './push-provider.js';
import { cleanEndpoint, pushAgent } from './push-service.js';

/**
 * Browsers, by Web Push (RFC 8030, 8188, 8291, 8292).
 *
 * There is no `clear`: browsers give push messages only on the promise that each shows something. For one that shows nothing
 * Chrome soon shows a notification of its own ("updated in the background"), and Safari ends the subscription after a few. So
 * a page that is open somewhere in that browser takes the notification away when it hears of the reading, or else the next one
 * that is opened.
 */
export class WebPushProvider implements PushProvider<WebTarget> {
  readonly #config: Config;
  readonly #agent: Agent;
  readonly #deadlines = new Deadlines();

  /** `ca`: a certificate to trust besides the machine's. */
  constructor(config: Config, ca?: string) {
    this.#config = config;
    this.#agent = pushAgent(config, ca);
  }

  async send(message: PushMessage, target: WebTarget): Promise<PushResult> {
    try {
      // The rules may have changed since it was stored.
      if (!cleanEndpoint(target.endpoint, this.#config)) return { outcome: 'gone' };
      const { status, headers } = await this.#deadlines.run((signal) => this.#post(message, target, signal));
      if (status === 404 || status === 410) return { outcome: 'gone' };
      if (status >= 200 && status < 300) return { outcome: 'sent' };
      const retryAfter = secondsOf(headers['retry-after']);
      return { outcome: 'failed', reason: `answered ${status}`, ...(retryAfter ? { retryAfter } : {}) };
    } catch (error) {
      return { outcome: 'failed', reason: (error as Error).message };
    }
  }

  async close(): Promise<void> {
    this.#deadlines.end();
    this.#agent.destroy();
  }

  /** Resolves with the status and the headers; what else is answered nobody reads. */
  async #post(message: PushMessage, { endpoint, p256dh, auth }: WebTarget, signal: AbortSignal) {
    // Only workers need it.
    const { default: webPush } = await import('web-push');
    const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(message), {
      vapidDetails: {
        subject: this.#config.VAPID_SUBJECT,
        publicKey: this.#config.VAPID_PUBLIC_KEY,
        privateKey: this.#config.VAPID_PRIVATE_KEY,
      },
      contentEncoding: 'aes128gcm',
      TTL: pushLifetime,
      urgency: 'high',
      // 32 characters, as many as a topic may have.
      topic: message.conversationId.replaceAll('-', ''),
    });
    return new Promise<{ status: number; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const outgoing = request(details.endpoint, {
        method: details.method,
        headers: details.headers as Record<string, string>,
        agent: this.#agent,
        signal,
      });
      outgoing.once('response', (incoming) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers });
        incoming.once('error', () => {});
        incoming.destroy();
      });
      outgoing.once('error', reject);
      outgoing.end(details.body);
    });
  }
}
