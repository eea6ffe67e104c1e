import type { PushMessage } from '@samvad/contract';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Metrics } from '../metrics.js';
import type { Profiles } from '../people/profiles.js';
import type { PendingClear } from './pending-clears.js';
import type { PendingPush, PendingPushes } from './pending-pushes.js';
import { type PushProviders, type PushResult, type PushTarget, providerFor } from './push-provider.js';
import type { PushTargets } from './push-targets.js';
import { pushText, shorten } from './push-text.js';

interface Parts {
  config: Config;
  log: Logger;
  metrics: Metrics;
  profiles: Profiles;
  pending: PendingPushes;
  targets: PushTargets;
  providers: PushProviders;
}

interface Tried extends PushResult {
  target: PushTarget;
}

/** Brings a message to a person's browsers and phones, and takes it away again. */
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
    const { pending, log, metrics, targets, providers } = this.#parts;
    const reached = await targets.of(push.userId, push.only);
    const messages = await this.#messages(push, reached);
    const tried = await this.#each(reached, async (target) =>
      providerFor(providers, target)?.send(messages.get(target.locale) as PushMessage, target),
    );
    const failed = tried.filter(({ outcome }) => outcome === 'failed');
    if (failed.length === 0) return pending.done(push);
    const retryAfter = Math.max(0, ...failed.map((one) => one.retryAfter ?? 0));
    const ids = failed.map(({ target }) => target.id);
    if (await pending.failed(push, ids, retryAfter)) return;
    for (const { target, reason } of failed) {
      const { id, platform } = target;
      metrics.pushes.inc({ platform, outcome: 'given up' });
      log.warn({ platform, device: id, reason, conversationId: push.conversationId }, 'a push was given up');
    }
  }

  /** Once, whatever becomes of it. */
  async clear({ userId, conversationId, upToSeq }: PendingClear): Promise<void> {
    const { targets, providers } = this.#parts;
    const reached = (await targets.of(userId)).filter((target) => providerFor(providers, target)?.clear);
    await this.#each(reached, async (target) =>
      providerFor(providers, target)?.clear?.({ type: 'cleared', conversationId, upToSeq }, target),
    );
  }

  /** Tries all at once, and forgets those that are gone. */
  async #each(
    reached: PushTarget[],
    attempt: (target: PushTarget) => Promise<PushResult | undefined>,
  ): Promise<Tried[]> {
    const { log, metrics, targets } = this.#parts;
    const tried = await Promise.all(
      reached.map(async (target) => ({ ...((await attempt(target)) ?? { outcome: 'failed' }), target }) as Tried),
    );
    for (const { outcome, target, reason } of tried) {
      const { id, platform } = target;
      metrics.pushes.inc({ platform, outcome });
      if (outcome === 'failed') log.debug({ platform, device: id, reason }, 'a push has failed');
      if (outcome === 'gone') await targets.drop(target);
    }
    return tried;
  }

  /** By locale. */
  async #messages(push: PendingPush, reached: PushTarget[]): Promise<Map<string, PushMessage>> {
    const { config, profiles } = this.#parts;
    const { conversationId, seq, senderId, type, content, unreadCount } = push;
    const sender = (await profiles.people([senderId])).get(senderId);
    const title = shorten(sender?.name ?? '');
    const messageIn = (locale: string): PushMessage => {
      const body = pushText(type, content, locale, config.PUSH_SHOW_CONTENT);
      return { conversationId, seq, title, body, unreadCount };
    };
    return new Map(reached.map(({ locale }) => [locale, messageIn(locale)]));
  }
}
