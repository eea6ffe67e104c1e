/** What must happen to every message; each exactly once. */
export const acked = 1;
/** `message:new` at the recipient, who is in the room. */
export const delivered = 2;
/** `message:new` at the sender, who is in the room as well. */
export const echoed = 4;
/** `message:sent` at the sender. */
export const sent = 8;
const all = acked | delivered | echoed | sent;
const names = new Map([
  [acked, 'ack'],
  [delivered, 'message:new at the recipient'],
  [echoed, 'message:new at the sender'],
  [sent, 'message:sent'],
]);
const mostProblems = 20;

interface Entry {
  conversation: number;
  /** `performance.now()` when it was handed to the socket. */
  sentAt: number;
  seq: number;
  seen: number;
  refused: boolean;
}

/** Keeps account of every message sent, and notices whatever is missing, doubled, refused, or out of order. */
export class Ledger {
  readonly problems: string[] = [];
  problemCount = 0;
  /** Arrivals of `message:new` whose `seq` is not the one after the last; a stock server may do that. */
  outOfOrder = 0;
  refused = 0;
  settled = 0;
  readonly #entries: Entry[] = [];
  /** `seq` of the last `message:new`, by conversation and side (customer, agent). */
  readonly #last: number[];
  /** Where each conversation stood when the ledger was opened. */
  readonly #base: number[];

  constructor(base: readonly number[]) {
    this.#base = [...base];
    this.#last = base.flatMap((seq) => [seq, seq]);
  }

  /** Messages sent that are neither refused nor have arrived everywhere. */
  get outstanding(): number {
    return this.#entries.length - this.settled - this.refused;
  }

  get count(): number {
    return this.#entries.length;
  }

  /** Returns the message's number. */
  send(conversation: number, now: number): number {
    return this.#entries.push({ conversation, sentAt: now, seq: 0, seen: 0, refused: false }) - 1;
  }

  refuse(number: number): void {
    const entry = this.#entries[number];
    if (!entry || entry.refused || entry.seen !== 0) {
      this.#problem(`message ${number} was refused, but arrived`);
      return;
    }
    entry.refused = true;
    this.refused += 1;
  }

  /** Something about message `number` has come. Returns how long after it was sent, in ms. */
  saw(what: number, number: number, seq: number, now: number): number {
    const entry = this.#entries[number];
    if (!entry) {
      this.#problem(`${names.get(what)} for message ${number}, which was never sent`);
      return 0;
    }
    if (entry.refused) this.#problem(`message ${number} was refused, but arrived: ${names.get(what)}`);
    if ((entry.seen & what) !== 0) this.#problem(`${names.get(what)} for message ${number} came twice`);
    if (entry.seq !== 0 && entry.seq !== seq) this.#problem(`message ${number} has seq ${entry.seq} and ${seq}`);
    entry.seq = seq;
    if (what === delivered || what === echoed) this.#checkOrder(entry, what, seq, number);
    if (entry.seen !== all && (entry.seen | what) === all) this.settled += 1;
    entry.seen |= what;
    return now - entry.sentAt;
  }

  /** To be called when nothing is outstanding, or no more is waited for. Returns the head of each conversation. */
  close(): number[] {
    const seqs = this.#base.map(() => new Set<number>());
    for (const [number, entry] of this.#entries.entries()) {
      if (entry.refused) continue;
      for (const [what, name] of names) {
        if ((entry.seen & what) === 0) this.#problem(`message ${number} (seq ${entry.seq}): ${name} never came`);
      }
      const own = seqs[entry.conversation] as Set<number>;
      if (own.has(entry.seq)) this.#problem(`conversation ${entry.conversation} has seq ${entry.seq} twice`);
      own.add(entry.seq);
    }
    return seqs.map((own, conversation) => {
      const base = this.#base[conversation] as number;
      for (let seq = base + 1; seq <= base + own.size; seq += 1) {
        if (!own.has(seq)) this.#problem(`conversation ${conversation} has no seq ${seq}`);
      }
      return base + own.size;
    });
  }

  /** The sender of a message is the customer in every other entry; each side has an order of its own. */
  #checkOrder(entry: Entry, what: number, seq: number, number: number): void {
    const fromAgent = this.sideOf(number);
    const side = what === echoed ? fromAgent : 1 - fromAgent;
    const place = entry.conversation * 2 + side;
    if (seq !== (this.#last[place] as number) + 1) this.outOfOrder += 1;
    this.#last[place] = Math.max(seq, this.#last[place] as number);
  }

  /** 0 when the customer sends message `number`, 1 when the agent does. */
  sideOf(number: number): 0 | 1 {
    return ((number + Math.floor(number / this.#base.length)) % 2) as 0 | 1;
  }

  #problem(text: string): void {
    this.problemCount += 1;
    if (this.problems.length < mostProblems) this.problems.push(text);
  }
}
