import { setTimeout as sleep } from 'node:timers/promises';
import type { ReconnectPlan, ReconnectVerdict } from './commands.js';
import { atRate } from './idle-load.js';
import { RefusedError, WireClient, type WireOptions } from './wire-client.js';

interface Synced {
  conversations: Record<string, { lastSeq: number; missed: { seq: number }[]; hasMore: boolean }>;
}

/** Clients who lose their node, come back on another, and ask what they have missed. */
export class ReconnectLoad {
  readonly #known = new Map<string, Set<number>>();
  readonly #resyncedMs: number[] = [];
  readonly #plan: ReconnectPlan;
  readonly #clients: WireClient[] = [];
  #failure: Error | undefined;
  #firstLoss = 0;
  #repeated = 0;

  constructor(plan: ReconnectPlan) {
    this.#plan = plan;
  }

  async connect(perSecond: number): Promise<void> {
    await atRate(this.#plan.clients, perSecond, async (options) => {
      const client = await WireClient.connect(options);
      const { conversationId } = options;
      const { lastSeq } = await client.request<{ lastSeq: number }>('conversation:join', { conversationId });
      this.#known.set(conversationId, new Set(Array.from({ length: lastSeq }, (_, i) => i + 1)));
      this.#listen(client, conversationId);
      client.onClose = () => {
        this.#comeBack(options).catch((error) => {
          this.#failure ??= error;
        });
      };
      this.#clients.push(client);
    });
  }

  /** Resolves when everybody is back and in sync. @throws when that takes longer than `patience` ms */
  async finished(patience: number): Promise<ReconnectVerdict> {
    const deadline = performance.now() + patience;
    const count = this.#plan.clients.length;
    while (this.#resyncedMs.length < count) {
      await sleep(20);
      if (this.#failure) throw this.#failure;
      if (performance.now() > deadline) throw new Error(`only ${this.#resyncedMs.length} of ${count} are resynced`);
    }
    const allMs = performance.now() - this.#firstLoss;
    // What is still on its way as a notification.
    await sleep(1_000);
    return {
      resyncedMs: Float64Array.from(this.#resyncedMs),
      allMs,
      repeated: this.#repeated,
      known: Object.fromEntries([...this.#known].map(([id, seqs]) => [id, [...seqs].sort((a, b) => a - b)])),
    };
  }

  async #comeBack(options: WireOptions & { conversationId: string }): Promise<void> {
    const lostAt = performance.now();
    if (this.#firstLoss === 0) this.#firstLoss = lostAt;
    const { conversationId } = options;
    const [least, most] = this.#plan.delay;
    // As socket.io-client does: each further attempt waits twice as long, and not exactly as long as others do.
    for (let factor = 1; ; factor = Math.min(5, factor * 2)) {
      await sleep((least + Math.random() * (most - least)) * factor);
      const client = await WireClient.connect({ ...options, port: this.#plan.otherPort }).catch((error) => {
        if (error instanceof RefusedError && error.code !== 'OVERLOADED') throw error;
        this.#repeated += 1;
      });
      if (!client) continue;
      this.#clients.push(client);
      this.#listen(client, conversationId);
      client.onClose = () => {
        this.#failure ??= new Error('a connection to the surviving node was lost');
      };
      await this.#sync(client, conversationId);
      this.#resyncedMs.push(performance.now() - lostAt);
      return;
    }
  }

  async #sync(client: WireClient, conversationId: string): Promise<void> {
    const known = this.#known.get(conversationId) as Set<number>;
    for (let more = true; more; ) {
      // Up to where nothing is missing: notifications may have run ahead.
      let last = 0;
      while (known.has(last + 1)) last += 1;
      const { conversations } = await client.request<Synced>('sync', { conversations: { [conversationId]: last } });
      const answer = conversations[conversationId];
      if (!answer) throw new Error('sync left the conversation out');
      for (const { seq } of answer.missed) known.add(seq);
      more = answer.hasMore;
    }
  }

  #listen(client: WireClient, conversationId: string): void {
    client.onEvent = (event, packet, start) => {
      if (event !== 'message:new' && event !== 'notification:new-message') return;
      const payload = JSON.parse(packet.slice(start, -1));
      this.#known.get(conversationId)?.add((payload.message ?? payload).seq);
    };
  }
}
