import { type Core, PendingPushes, PushSender, pushAgent } from '@samvad/core';
import { repeat } from './sweep/repeat.js';

export interface PushRunner {
  /** Looks for no more, and waits for what is under way. */
  close(): Promise<void>;
}

/** Pushes under way at once on one worker. */
const mostAtOnce = 50;

/**
 * Tells people by Web Push of messages that have reached none of their devices. Every worker looks; what one has taken on
 * no other does. `ca`: a certificate to trust besides the machine's.
 */
export function runPushes(core: Core, ca?: string): PushRunner {
  const { config, log, db, metrics, profiles } = core;
  if (config.VAPID_PUBLIC_KEY === '' || config.VAPID_PRIVATE_KEY === '') return { close: async () => {} };
  const agent = pushAgent(config, ca);
  const pending = new PendingPushes(db, config);
  const sender = new PushSender({ config, metrics, profiles, pending, agent });
  const underWay = new Set<Promise<void>>();
  const look = async () => {
    const most = mostAtOnce - underWay.size;
    if (most === 0) return;
    for (const push of await pending.claim(most)) {
      const sent = sender
        .send(push)
        // Whatever it was: the claim runs out, and it is tried again.
        .catch((error) => log.warn({ err: error, conversationId: push.conversationId }, 'a push failed'))
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    }
  };
  const end = repeat('looking for what to push', Math.min(1_000, config.PUSH_DELAY_MS / 2), look, log);
  return {
    async close() {
      end();
      await Promise.all(underWay);
      agent.destroy();
    },
  };
}
