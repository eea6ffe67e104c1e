import type { Media, Message } from '@samvad/contract';
import { fromServer, type StoredMessage, stateOf } from './chat-message.js';
import type { ChatMessage } from './chat-state.js';
import type { ReceiptBook } from './receipt-book.js';

/**
 * The messages of an open conversation: an unbroken run of `seq`, each once. What comes out of turn waits beside it until
 * the gap is filled, so a screen never shows a hole.
 */
export class Timeline {
  messages: readonly StoredMessage[] = [];
  hasOlder = true;
  /** The latest page has been loaded: from here on `last` says where to go on. */
  ready = false;
  readonly #receipts: ReceiptBook;
  readonly #ahead = new Map<number, StoredMessage>();

  constructor(receipts: ReceiptBook) {
    this.#receipts = receipts;
  }

  /** The last `seq` of the run; 0 before the first message. */
  get last(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  /** Something has come that does not follow on what is here. */
  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** The latest page, first of all or after an absence too long to be filled. */
  begin(page: readonly Message[], hasOlder: boolean): void {
    this.messages = page.map((message) => this.#receipts.mark(fromServer(message)));
    this.hasOlder = hasOlder;
    this.ready = true;
    this.#catchUp();
    this.refreshReceipts();
  }

  prepend(page: readonly Message[], hasOlder: boolean): void {
    const first = this.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
    const older = page.filter(({ seq }) => seq < first).map((message) => this.#receipts.mark(fromServer(message)));
    this.messages = [...older, ...this.messages];
    this.hasOlder = hasOlder;
    this.refreshReceipts();
  }

  /** Adds what is new, in any order, and takes over what is known better of what is not. */
  add(incoming: readonly Message[]): void {
    for (const message of incoming) {
      const stored = fromServer(message);
      if (this.ready && message.seq <= this.last) this.#merge(stored);
      else this.#ahead.set(message.seq, stored);
    }
    this.#catchUp();
    this.refreshReceipts();
  }

  /**
   * What this person has sent and what is stored, but does not follow yet on what is here. It was shown while it was on its
   * way, and still is; its place is not known.
   */
  sentAhead(senderId: string): ChatMessage[] {
    return [...this.#ahead.values()]
      .filter((message) => message.senderId === senderId && message.clientMessageId !== null)
      .sort((a, b) => a.seq - b.seq)
      .map((message) => ({ ...message, _id: null, seq: null }));
  }

  refreshReceipts(): void {
    let changed = false;
    const marked = this.messages.map((message) => {
      const one = this.#receipts.mark(message);
      if (one === message && message.state === stateOf(one)) return message;
      changed = true;
      return { ...one, state: stateOf(one) };
    });
    if (changed) this.messages = marked;
  }

  /** The ids of media of which the end is not known. */
  processingMedia(): string[] {
    return this.messages.flatMap(({ mediaId }) => (mediaId?.status === 'processing' ? [mediaId._id] : []));
  }

  updateMedia(media: Media): void {
    if (!this.messages.some(({ mediaId }) => mediaId?._id === media._id)) return;
    this.messages = this.messages.map((one) => (one.mediaId?._id === media._id ? { ...one, mediaId: media } : one));
  }

  #merge(incoming: StoredMessage): void {
    this.#receipts.mark(incoming);
    const known = this.messages.find(({ seq }) => seq === incoming.seq);
    const media = incoming.mediaId;
    if (!known || !media || !isNewer(media, known.mediaId)) return;
    this.messages = this.messages.map((one) => (one === known ? { ...known, mediaId: media } : one));
  }

  #catchUp(): void {
    if (!this.ready) return;
    const following: StoredMessage[] = [];
    let next = this.last + 1;
    for (let one = this.#ahead.get(next); one; one = this.#ahead.get(next)) {
      following.push(one);
      next += 1;
    }
    for (const seq of this.#ahead.keys()) if (seq < next) this.#ahead.delete(seq);
    if (following.length > 0) this.messages = [...this.messages, ...following];
  }
}

/** Processing ends in one of the others, and never begins again. */
const isNewer = (media: Media, known: Media | null) => media.status !== 'processing' || known?.status === 'processing';
