import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadCounts, LoadVerdict, Pair } from './commands.js';
import { acked, delivered, echoed, Ledger, sent } from './ledger.js';
import { WireClient } from './wire-client.js';

const tickMilliseconds = 1;
/** More than this many messages under way, and sending pauses: the server is far beyond what it can do. */
const mostOutstanding = 8_000;
const body = 'The courier says he was here, but nobody rang. Can you look?';

interface Couple {
  conversationId: string;
  /** Customer, agent. */
  sides: [WireClient, WireClient];
}

/**
 * Pairs of a customer and an agent, both in the room of their conversation, who send in turns at a given rate, whether
 * or not answers come (open loop). Sends go round all pairs, and neighbours come from different sides.
 */
export class ChatLoad {
  readonly #couples: Couple[] = [];
  #heads: number[] = [];
  #ledger = new Ledger([]);
  #sending = false;
  #done: Promise<void> = Promise.resolve();
  #run = 0;
  #ackMs: number[] = [];
  #deliverMs: number[] = [];
  #lateMs: number[] = [];
  #overloaded = false;
  #marked = { sent: 0, delivered: 0 };
  #delivered = 0;
  #lost = 0;

  /** Connects and joins; `perSecond` people a second. */
  async connect(pairs: readonly Pair[], perSecond: number): Promise<void> {
    for (const { conversationId, customer, agent } of pairs) {
      const sides = (await Promise.all([WireClient.connect(customer), WireClient.connect(agent)])) as [
        WireClient,
        WireClient,
      ];
      const couple = this.#couples.length;
      for (const [side, client] of sides.entries()) {
        client.onEvent = (event, packet, start) => this.#arrived(side, event, packet, start);
        client.onClose = () => {
          this.#lost += 1;
        };
      }
      this.#couples.push({ conversationId, sides });
      const joins = sides.map((client) => client.request<{ lastSeq: number }>('conversation:join', { conversationId }));
      const [joined] = await Promise.all(joins);
      this.#heads[couple] = joined?.lastSeq ?? 0;
      await sleep(2_000 / perSecond);
    }
  }

  /** Begins to send, `rate` messages a second. */
  start(rate: number): void {
    this.#run += 1;
    this.#ledger = new Ledger(this.#heads);
    this.#sending = true;
    this.#overloaded = false;
    this.#delivered = 0;
    this.#marked = { sent: 0, delivered: 0 };
    this.mark();
    this.#done = this.#pace(rate);
  }

  /** What happened since the last mark. */
  mark(): LoadCounts {
    const counts: LoadCounts = {
      sent: this.#ledger.count - this.#marked.sent,
      delivered: this.#delivered - this.#marked.delivered,
      ackMs: Float64Array.from(this.#ackMs),
      deliverMs: Float64Array.from(this.#deliverMs),
      lateMs: Float64Array.from(this.#lateMs),
      cpu: process.cpuUsage().user + process.cpuUsage().system,
    };
    this.#marked = { sent: this.#ledger.count, delivered: this.#delivered };
    this.#ackMs = [];
    this.#deliverMs = [];
    this.#lateMs = [];
    return counts;
  }

  /** Stops sending, waits up to `patience` ms until all has arrived, then a moment for what must not. */
  async stop(patience: number): Promise<LoadVerdict> {
    this.#sending = false;
    await this.#done;
    const deadline = Date.now() + patience;
    while (this.#ledger.outstanding > 0 && Date.now() < deadline) await sleep(20);
    await sleep(200);
    const ledger = this.#ledger;
    this.#heads = ledger.close();
    const problems = [...ledger.problems];
    if (this.#lost > 0) problems.push(`${this.#lost} connections were lost`);
    return {
      sent: ledger.count,
      arrived: ledger.settled,
      refused: ledger.refused,
      outOfOrder: ledger.outOfOrder,
      overloaded: this.#overloaded,
      problems,
      problemCount: ledger.problemCount + this.#lost,
      heads: Object.fromEntries(this.#couples.map(({ conversationId }, i) => [conversationId, this.#heads[i] ?? 0])),
    };
  }

  async #pace(rate: number): Promise<void> {
    const began = performance.now();
    for (let next = 0; this.#sending; ) {
      const due = Math.floor(((performance.now() - began) / 1000) * rate);
      for (; next < due && this.#sending; next += 1) {
        if (this.#ledger.outstanding > mostOutstanding) {
          this.#overloaded = true;
          return;
        }
        const now = performance.now();
        this.#lateMs.push(now - began - (next / rate) * 1000);
        this.#send(now);
      }
      await sleep(tickMilliseconds);
    }
  }

  #send(now: number): void {
    const ledger = this.#ledger;
    const index = ledger.count % this.#couples.length;
    const couple = this.#couples[index] as Couple;
    const number = ledger.send(index, now);
    const run = this.#run;
    const payload = `{"conversationId":"${couple.conversationId}","messageType":"text","content":"${body}","clientMessageId":"${run}-${number}"}`;
    couple.sides[ledger.sideOf(number)].emit('message:send', payload, (packet, start) => {
      const at = performance.now();
      if (packet.startsWith('{"ok":true', start)) {
        this.#ackMs.push(ledger.saw(acked, this.#numberIn(packet), seqIn(packet), at));
      } else if (packet.includes('"OVERLOADED"', start)) ledger.refuse(number);
      else throw new Error(`a send was answered ${packet.slice(start)}`);
    });
  }

  #arrived(side: number, event: string, packet: string, _start: number): void {
    if (event === 'message:new') {
      const number = this.#numberIn(packet);
      const own = this.#ledger.sideOf(number) === side;
      const ms = this.#ledger.saw(own ? echoed : delivered, number, seqIn(packet), performance.now());
      if (own) return;
      this.#deliverMs.push(ms);
      this.#delivered += 1;
    } else if (event === 'message:sent') {
      this.#ledger.saw(sent, this.#numberIn(packet), seqIn(packet), performance.now());
    } else if (event === 'notification:new-message') {
      throw new Error('a notification for somebody who is in the room');
    }
  }

  /** The number that a message's client id carries; -1 for one of an earlier run, which is then a problem. */
  #numberIn(packet: string): number {
    const key = '"clientMessageId":"';
    const start = packet.indexOf(key) + key.length;
    const [run, number] = packet.slice(start, packet.indexOf('"', start)).split('-');
    return Number(run) === this.#run ? Number(number) : -1;
  }
}

function seqIn(packet: string): number {
  return Number.parseInt(packet.slice(packet.indexOf('"seq":') + 6, packet.indexOf('"seq":') + 18), 10);
}
