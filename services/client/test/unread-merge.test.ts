import type { Conversation, Message, Profile, UnreadFields } from '@samvad/contract';
import fc from 'fast-check';
import { test } from 'tap';
import { ConversationList } from '../src/store/conversation-list.js';

const profile = (id: string, role: Profile['role']): Profile => ({
  ...{ id, name: id, role, avatarUrl: null, isOnline: false, lastSeen: null },
});
const customer = profile('customer', 'User');
const agent = profile('agent', 'Support');

/** One conversation as the server has it, and what it says about it to the agent from time to time. */
class Told {
  readonly senders: Profile[] = [];
  #readUpTo = 0;

  send(sender: Profile): Message {
    this.senders.push(sender);
    const seq = this.senders.length;
    return {
      ...{ _id: `m${seq}`, conversationId: 'c', seq, senderId: sender.id, sender, messageType: 'text', content: 'x' },
      ...{ mediaId: null, clientMessageId: null, isRead: false, readAt: null, isDelivered: false, deliveredAt: null },
      createdAt: new Date(seq).toISOString(),
    };
  }

  read(upToSeq: number): void {
    this.#readUpTo = Math.max(this.#readUpTo, Math.min(upToSeq, this.senders.length));
  }

  unread(): UnreadFields {
    const ofCustomer = (from: number, to?: number) => this.senders.slice(from, to).filter((one) => one === customer);
    return {
      unreadCount: ofCustomer(this.#readUpTo).length,
      readCount: ofCustomer(0, this.#readUpTo).length,
      lastSeq: this.senders.length,
    };
  }

  conversation(): Conversation {
    return {
      ...{ _id: 'c', user: customer, assignedSupportId: agent.id, support: agent, status: 'open', subject: null },
      ...{ lastMessage: null, ...this.unread(), createdAt: new Date(0).toISOString() },
      updatedAt: new Date(this.senders.length).toISOString(),
    };
  }
}

type Fact = (list: ConversationList) => 'ok' | 'stale' | 'gone' | undefined;

test('an unread count is exact in whatever order, and however often, what the server has said arrives', async (t) => {
  const step = fc.record({
    what: fc.constantFrom('message', 'notification', 'own', 'read', 'read-some', 'snapshot', 'announced'),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    /** Where in the order of arrival, and whether a second time. */
    at: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const told = new Told();
      const first = told.conversation();
      const arrivals = steps.flatMap(({ what, part, at }) => {
        const fact = say(told, what, part);
        return at.map((place) => ({ place, fact }));
      });
      const list = new ConversationList(agent);
      list.merge(first, 0);
      let isCertain = true;
      for (const { fact } of arrivals.sort((a, b) => a.place - b.place)) {
        if (fact(list) === 'stale') isCertain = false;
      }
      // Then it is asked for.
      if (!isCertain) list.merge(told.conversation(), list.now());
      return list.get('c')?.unreadCount === told.unread().unreadCount;
    }),
    { numRuns: 2_000 },
  );
  t.pass('2,000 orders of arrival');
});

function say(told: Told, what: string, part: number): Fact {
  if (what === 'message' || what === 'own' || what === 'notification') {
    const message = told.send(what === 'own' ? agent : customer);
    const unread = what === 'notification' ? told.unread() : undefined;
    return (list) => list.addMessage(message, unread);
  }
  if (what.startsWith('read')) {
    told.read(what === 'read' ? told.senders.length : Math.floor(part * told.senders.length));
    const unread = told.unread();
    return (list) => void list.setUnread('c', unread);
  }
  const conversation = told.conversation();
  // An answer was asked for before much of what has come since; an announcement has no such moment.
  return (list) => list.merge(conversation, what === 'snapshot' ? 0 : list.now());
}
