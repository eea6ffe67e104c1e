import { setTimeout as sleep } from 'node:timers/promises';
import { WireClient, type WireOptions } from './wire-client.js';

const burstMilliseconds = 50;

/** People who are connected and do nothing but answer pings. */
export class IdleLoad {
  lost = 0;
  readonly #clients: WireClient[] = [];

  /** Adds connections, `perSecond` a second, and resolves when all are let in. */
  async connect(options: readonly WireOptions[], perSecond: number): Promise<void> {
    await atRate(options, perSecond, async (one) => {
      const client = await WireClient.connect(one);
      client.onClose = () => {
        this.lost += 1;
      };
      this.#clients.push(client);
    });
  }
}

/** Begins `work` for each item, `perSecond` a second, and waits for all of it. */
export async function atRate<T>(
  items: readonly T[],
  perSecond: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const size = Math.max(1, Math.round((perSecond * burstMilliseconds) / 1000));
  const running: Promise<void>[] = [];
  for (let i = 0; i < items.length; i += size) {
    running.push(...items.slice(i, i + size).map(work));
    // A failure ends the whole at once, not after all the others.
    await Promise.race([sleep((size / perSecond) * 1000), Promise.all(running).then(() => sleep(burstMilliseconds))]);
  }
  await Promise.all(running);
}
