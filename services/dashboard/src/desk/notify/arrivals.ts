import type { ChatState, Conversation, Message } from '@samvad/client';

export interface Arrival {
  conversation: Conversation;
  message: Message;
}

/** Tells what has come between two states, of what others have written to the person who is signed in. */
export class Arrivals {
  #seen = new Map<string, number>();
  #before: readonly Conversation[] | undefined;
  /** When the list was first complete: what is older is not news, however late it is loaded. */
  #since = '';

  next({ conversations, me, ready }: ChatState): Arrival[] {
    if (!me || !ready || conversations === this.#before) return [];
    const isFirst = this.#before === undefined;
    const known = new Map(this.#before?.map((one) => [one._id, one]));
    this.#before = conversations;
    if (isFirst) {
      this.#since = conversations[0]?.updatedAt ?? '';
      this.#seen = new Map(conversations.map(({ _id, lastSeq }) => [_id, lastSeq]));
      return [];
    }
    const arrivals: Arrival[] = [];
    for (const conversation of conversations) {
      if (known.get(conversation._id) === conversation) continue;
      const { _id, lastMessage, lastSeq, user, assignedSupportId } = conversation;
      const seen = this.#seen.get(_id);
      this.#seen.set(_id, lastSeq);
      if (!lastMessage || lastMessage.messageType === 'system' || lastMessage.seq <= (seen ?? 0)) continue;
      if (seen === undefined && lastMessage.createdAt <= this.#since) continue;
      const isMine = user.id === me.id || assignedSupportId === me.id;
      const isFromOtherSide = (lastMessage.senderId === user.id) !== (me.role === 'User');
      if (isMine && isFromOtherSide && conversation.unreadCount > 0)
        arrivals.push({ conversation, message: lastMessage });
    }
    return arrivals;
  }
}
