import {
  type Core,
  openPushProviders,
  PendingClears,
  PendingPushes,
  type PushPlatform,
  type PushRoutes,
  PushSender,
  PushTargets,
} from '@samvad/core';
import { repeat } from './sweep/repeat.js';

export interface PushRunner {
  /** Looks for no more, and waits for what is under way, which takes seconds at most. */
  close(): Promise<void>;
}

/** Pushes under way at once on one worker. */
const mostAtOnce = 50;

/**
 * Tells people, on their browsers and phones, of messages that have reached none of their devices; and phones of what has been
 * read elsewhere. Every worker looks; what one has taken on no other does. Rejects when something is configured that cannot
 * be done here.
 */
export async function runPushes(core: Core, routes?: PushRoutes): Promise<PushRunner> {
  const { config, log, db, metrics, profiles } = core;
  const providers = await openPushProviders(config, routes);
  const platforms = Object.keys(providers) as PushPlatform[];
  if (platforms.length === 0) return { close: async () => {} };
  const pending = new PendingPushes(db, config, platforms);
  const clears = new PendingClears(db);
  const targets = new PushTargets(db, platforms);
  const sender = new PushSender({ config, log, metrics, profiles, pending, targets, providers });
  const underWay = new Set<Promise<void>>();
  const start = (conversationId: string, work: Promise<void>) => {
    const settled = work
      // Whatever it was: the claim runs out, and it is tried again.
      .catch((error) => log.warn({ err: error, conversationId }, 'a push failed'))
      .finally(() => underWay.delete(settled));
    underWay.add(settled);
  };
  const room = () => mostAtOnce - underWay.size;
  const look = async () => {
    // First what people have read: a message that has come since then is told of after that.
    if (providers.fcm && room() > 0)
      for (const clear of await clears.claim(room())) start(clear.conversationId, sender.clear(clear));
    if (room() > 0) for (const push of await pending.claim(room())) start(push.conversationId, sender.send(push));
  };
  let looking = Promise.resolve();
  const lookAgain = () => {
    looking = look();
    return looking;
  };
  const end = repeat('looking for what to push', Math.min(1_000, config.PUSH_DELAY_MS / 2), lookAgain, log);
  return {
    async close() {
      end();
      await looking.catch(() => {});
      await Promise.all(underWay);
      await Promise.all(Object.values(providers).map((provider) => provider.close()));
    },
  };
}
