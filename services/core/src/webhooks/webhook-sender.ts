import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Metrics } from '../metrics.js';
import type { WebhookPayloads } from './payload.js';
import type { WebhookPoster } from './post.js';
import { RetrySchedule } from './retry-schedule.js';
import { SecretBox, sign } from './secrets.js';
import type { WebhookHealth } from './webhook-health.js';
import type { Attempt, ClaimedLane, Head, WebhookLanes } from './webhook-lanes.js';
import { cleanWebhookUrl } from './webhook-url.js';

interface Parts {
  config: Config;
  log: Logger;
  metrics: Metrics;
  lanes: WebhookLanes;
  health: WebhookHealth;
  payloads: WebhookPayloads;
  poster: WebhookPoster;
}

interface Sent extends Attempt {
  retryAfter?: number | undefined;
}

/** Then others have a turn. */
const mostInARow = 50;
/** What went wrong on our side (Postgres, a key that is missing) is tried again after (s). */
const ownFaultSeconds = 5;

/** Sends what is pending in a lane, one after the other, each once more after a failure. */
export class WebhookSender {
  readonly #parts: Parts;
  readonly #schedule: RetrySchedule;
  readonly #secrets: SecretBox;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#schedule = new RetrySchedule(parts.config);
    this.#secrets = new SecretBox(parts.config);
  }

  /** Resolves when the lane is given back, or the claim lost. Never rejects. `goOn`: whether to begin another delivery. */
  async run(lane: ClaimedLane, goOn: () => boolean): Promise<void> {
    const { lanes, log } = this.#parts;
    try {
      for (let i = 0; i < mostInARow && goOn(); i += 1) {
        const head = await lanes.next(lane);
        if (!head || !(await this.#deliver(lane, head))) return;
      }
      await lanes.release(lane, 0);
    } catch (error) {
      // A lane is a conversation; a ping's is the ping itself.
      const about = { webhookId: lane.webhookId, conversationId: lane.lane };
      log.error({ ...about, err: error }, 'a delivery to a webhook failed on our side');
      // Failing that, the claim runs out.
      await lanes.release(lane, ownFaultSeconds).catch(() => {});
    }
  }

  /** Returns whether the lane is still ours. */
  async #deliver(lane: ClaimedLane, head: Head): Promise<boolean> {
    const { lanes, health, metrics } = this.#parts;
    const payload = await this.#parts.payloads.make(head);
    if (!payload) {
      await lanes.settle(lane, head, { statusCode: null, error: 'what it tells of is gone' });
      return true;
    }
    const sent = await this.#send(head, JSON.stringify(payload));
    if (sent.error === null) {
      await lanes.settle(lane, head, sent);
      await health.succeeded(lane.webhookId);
      metrics.webhookAttempts.inc({ outcome: 'delivered' });
      return true;
    }
    const gone = sent.statusCode === 410;
    const delay = this.#schedule.delayAfter(head.attempts + 1, sent.retryAfter);
    const last = head.event === 'ping' || (delay === undefined && !gone);
    if (last) await lanes.settle(lane, head, sent);
    else await lanes.retry(lane, head, sent, gone ? 0 : (delay ?? 0));
    metrics.webhookAttempts.inc({ outcome: gone ? 'gone' : last ? 'given up' : 'failed' });
    if (gone) await health.switchOff(lane.webhookId, 'The receiver answered 410: it wants no more');
    else await this.#note(lane.webhookId, sent);
    return last;
  }

  async #note(webhookId: string, { error, retryAfter }: Sent): Promise<void> {
    const { health, log } = this.#parts;
    if (retryAfter) await health.pause(webhookId, retryAfter);
    if (await health.failed(webhookId, error ?? '')) log.warn({ webhookId }, 'a webhook was switched off');
  }

  async #send(head: Head, body: string): Promise<Sent> {
    const { config, poster } = this.#parts;
    // The rules may have changed since it was stored.
    const url = cleanWebhookUrl(head.url, config);
    if (!url) return { statusCode: null, error: 'the address is not on the open internet' };
    const headers = this.#headers(head, body);
    try {
      const { statusCode, retryAfter } = await poster.post(url, headers, body);
      if (statusCode >= 200 && statusCode < 300) return { statusCode, error: null };
      const asks = statusCode === 429 || statusCode === 503;
      return { statusCode, error: `answered ${statusCode}`, ...(asks ? { retryAfter } : {}) };
    } catch (error) {
      return { statusCode: null, error: describe(error) };
    }
  }

  #headers({ id, secret, former_secret }: Head, body: string): Record<string, string> {
    const timestamp = Math.floor(Date.now() / 1_000);
    const secrets = [secret, former_secret].filter((one) => one !== null).map((one) => this.#secrets.open(one));
    return {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      'User-Agent': 'Samvad-Webhooks/1',
      'Webhook-Id': id,
      'Webhook-Timestamp': String(timestamp),
      'Webhook-Signature': secrets.map((one) => sign(one, id, timestamp, body)).join(' '),
    };
  }
}

/** For admins, in few words. */
function describe(error: unknown): string {
  const { name, code, message } = error as Error & { code?: string };
  if (name === 'TimeoutError' || (error as Error & { cause?: Error }).cause?.name === 'TimeoutError') {
    return 'no answer in time';
  }
  return (code && code !== 'ABORT_ERR' ? `${code}: ${message}` : message).slice(0, 200);
}
