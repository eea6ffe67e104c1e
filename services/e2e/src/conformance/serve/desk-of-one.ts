import type { Wire } from '../rest.js';

export const conversationId = 'conversation-1';
const began = Date.now();

export const customer = profile('customer-1', 'Rajesh Kumar', 'User');
const agent = profile('agent-1', 'Asha Verma', 'Support');

function profile(id: string, name: string, role: string) {
  return { id, name, role, avatarUrl: null, isOnline: true, lastSeen: null };
}

/** One conversation between the client that is judged and an agent who is only played. */
export class DeskOfOne {
  readonly messages: Wire[] = [];
  #read = 0;

  /** Stores a message of the agent's, and tells nobody. */
  agentSays(content: string): Wire {
    return this.#store(agent, content, null);
  }

  /** Stores what the client sends, once for each `clientMessageId`. */
  clientSays(content: string, clientMessageId: string | null): Wire {
    const known = this.messages.find((one) => clientMessageId !== null && one.clientMessageId === clientMessageId);
    return known ?? this.#store(customer, content, clientMessageId);
  }

  after(seq: number): Wire[] {
    return this.messages.filter((one) => one.seq > seq);
  }

  markRead(): Wire {
    this.#read = this.messages.length;
    return { conversationId, upToSeq: this.#read, ...this.counts() };
  }

  counts() {
    const others = this.messages.filter(({ senderId }) => senderId === agent.id);
    const readCount = others.filter(({ seq }) => seq <= this.#read).length;
    return { unreadCount: others.length - readCount, readCount, lastSeq: this.messages.length };
  }

  conversation(): Wire {
    return {
      _id: conversationId,
      user: customer,
      assignedSupportId: agent.id,
      support: agent,
      status: 'open',
      subject: null,
      lastMessage: this.messages.at(-1) ?? null,
      ...this.counts(),
      createdAt: new Date(began).toISOString(),
      updatedAt: new Date(began + this.messages.length).toISOString(),
    };
  }

  #store(sender: typeof agent, content: string, clientMessageId: string | null): Wire {
    const seq = this.messages.length + 1;
    const message = {
      _id: `${conversationId}.${seq}`,
      conversationId,
      seq,
      senderId: sender.id,
      sender,
      messageType: 'text',
      content,
      mediaId: null,
      clientMessageId,
      isRead: false,
      readAt: null,
      isDelivered: false,
      deliveredAt: null,
      createdAt: new Date().toISOString(),
    };
    this.messages.push(message);
    return message;
  }
}
