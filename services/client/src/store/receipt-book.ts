import type { Message } from '@samvad/contract';

interface Pointer {
  upTo: number;
  at: string | null;
}

type Kind = 'read' | 'delivered';
type Receipted = Pick<Message, 'seq' | 'senderId' | 'isRead' | 'readAt' | 'isDelivered' | 'deliveredAt'>;

/**
 * How far each side of a conversation has received and read what the other wrote. Pointers only rise, so receipts may
 * come late, twice, in any order, and before the messages they are about.
 */
export class ReceiptBook {
  readonly #customerId: string;
  readonly #pointers = new Map<string, Pointer>();

  constructor(customerId: string) {
    this.#customerId = customerId;
  }

  /** A receipt of `userId`. Reading implies having received. Returns whether anything is new. */
  raise(userId: string, kind: Kind, upTo: number, at: string | null): boolean {
    return this.raiseSide(userId === this.#customerId, kind, upTo, at);
  }

  /** The same, where only the side is known. */
  raiseSide(byCustomer: boolean, kind: Kind, upTo: number, at: string | null): boolean {
    const implied = kind === 'read' && this.raiseSide(byCustomer, 'delivered', upTo, at);
    const key = `${kind} ${byCustomer}`;
    if ((this.#pointers.get(key)?.upTo ?? 0) >= upTo) return implied;
    this.#pointers.set(key, { upTo, at });
    return true;
  }

  /** Learns from a message's own marks, and returns the message with all that is known of it; itself if nothing is new. */
  mark<M extends Receipted>(message: M): M {
    const byCustomer = message.senderId !== this.#customerId;
    if (message.isRead) this.raiseSide(byCustomer, 'read', message.seq, message.readAt);
    if (message.isDelivered) this.raiseSide(byCustomer, 'delivered', message.seq, message.deliveredAt);
    const read = this.#reached(byCustomer, 'read', message.seq);
    const delivered = this.#reached(byCustomer, 'delivered', message.seq);
    const isNew = (read && !message.isRead) || (delivered && !message.isDelivered);
    if (!isNew) return message;
    return {
      ...message,
      ...(read && !message.isRead ? { isRead: true, readAt: read.at } : {}),
      ...(delivered && !message.isDelivered ? { isDelivered: true, deliveredAt: delivered.at } : {}),
    };
  }

  #reached(byCustomer: boolean, kind: Kind, seq: number): Pointer | undefined {
    const pointer = this.#pointers.get(`${kind} ${byCustomer}`);
    return pointer && pointer.upTo >= seq ? pointer : undefined;
  }
}
