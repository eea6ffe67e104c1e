import { AppError, type Media, type Message, type Profile, type SendMessage } from '@samvad/contract';
import type { Broadcaster } from '../broadcast.js';
import type { ConversationUpdates } from '../conversations/conversation-updates.js';
import { clampSeq, isId, messageId } from '../ids.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { Actor } from '../people/actor.js';
import type { Person, Profiles } from '../people/profiles.js';
import type { UnreadCache } from '../unread/unread-cache.js';
import type { History } from './history.js';
import type { MessageStore, NewMessage, StoredMessage } from './message-store.js';
import { assertClientMessageId, assertContent } from './text.js';

interface Parts {
  store: MessageStore;
  history: History;
  profiles: Profiles;
  media: MediaLibrary;
  unread: UnreadCache;
  broadcaster: Broadcaster;
  updates: ConversationUpdates;
}

/**
 * Stores a message and, once it is committed, tells everyone.
 *
 * Resolves with the stored message after COMMIT; the same client message id resolves with the message stored first.
 * Throws `VALIDATION`, `NOT_FOUND` (no such conversation or media, or not the actor's), `UNPROCESSABLE_MEDIA`, `CONFLICT` (the id stands for other
 * content), `ALREADY_ANSWERED` (by a colleague, after `unlessAnsweredAfter`), `OVERLOADED` (refused, never stored) or `UNAVAILABLE` (unknown: retry with the same id).
 */
export class MessageSender {
  readonly #parts: Parts;
  /** Claims of media under way, by sender and conversation: what is sent after one waits for it. */
  readonly #claims = new Map<string, Promise<void>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async send(actor: Actor, input: SendMessage): Promise<Message> {
    const message = validate(actor, input);
    const { store, history, profiles } = this.#parts;
    const claimed = this.#claim(actor, message);
    // Nothing is awaited before a text is queued, so one device's sends keep their order.
    if (claimed) await claimed;
    // Beside the store, and never in its way: once a message is stored everyone is told, whatever is known of its sender.
    const people = profiles.people([actor.userId]).catch(() => new Map<string, Person>());
    const stored = await store.store(message);
    if (stored.outcome === 'not_found') throw new AppError('NOT_FOUND');
    if (stored.outcome === 'answered') throw new AppError('ALREADY_ANSWERED');
    if (stored.outcome === 'conflict') {
      throw new AppError('CONFLICT', { message: 'This clientMessageId was used for another message' });
    }
    if (stored.outcome === 'duplicate') {
      // As it is now: it may have been read since it was stored.
      const first = await history.message(message.conversationId, stored.seq);
      if (first) return first;
    }
    const person = (await people).get(actor.userId);
    const sender: Profile = {
      id: actor.userId,
      name: person?.name ?? '',
      role: actor.role,
      avatarUrl: person?.avatarUrl ?? null,
      // Whoever sends is here, by whichever door.
      isOnline: true,
      lastSeen: person?.lastSeenAt?.toISOString() ?? null,
    };
    // Read after COMMIT: from here on its worker finds the message, and before it this finds what the worker has done.
    const media = message.mediaId === null ? null : await this.#media(message);
    const sent: Message = {
      _id: messageId(message.conversationId, stored.seq),
      conversationId: message.conversationId,
      seq: stored.seq,
      senderId: actor.userId,
      sender,
      messageType: message.type,
      content: message.content,
      mediaId: media,
      clientMessageId: message.clientMessageId,
      isRead: false,
      readAt: null,
      isDelivered: false,
      deliveredAt: null,
      createdAt: stored.createdAt.toISOString(),
    };
    if (stored.outcome === 'created') this.#tell(sent, stored);
    return sent;
  }

  /** Undefined when there is nothing to wait for. */
  #claim(actor: Actor, { conversationId, mediaId, type }: NewMessage): Promise<void> | undefined {
    const key = `${actor.userId} ${conversationId}`;
    const before = this.#claims.get(key);
    if (mediaId === null) return before?.catch(() => {});
    const claim = (before ?? Promise.resolve())
      .catch(() => {})
      .then(() => this.#parts.media.claim(actor, mediaId, type));
    this.#claims.set(key, claim);
    const done = () => {
      if (this.#claims.get(key) === claim) this.#claims.delete(key);
    };
    claim.then(done, done);
    return claim;
  }

  async #media({ conversationId, mediaId }: NewMessage): Promise<Media | null> {
    const carrier = { media_id: mediaId, conversation_id: conversationId };
    return (await this.#parts.media.ofMessages([carrier])).get(carrier);
  }

  #tell(message: Message, stored: StoredMessage): void {
    const { broadcaster, unread, updates } = this.#parts;
    const { customerId, customerSeq, assignedSupportId } = stored;
    const { conversationId, seq, senderId } = message;
    const json = JSON.stringify(message);
    const committedAt = stored.createdAt.getTime();
    const tell = (personId: string, others: number, read: number) => {
      if (personId !== senderId) unread.raise(personId, { conversationId, others, read });
      const counted = { unreadCount: others - read, readCount: read, lastSeq: seq };
      broadcaster.emitMessage({ personId, conversationId, seq, senderId, committedAt, ...counted, json });
    };
    tell(customerId, stored.lastSeq - customerSeq, stored.customerRead);
    if (assignedSupportId) tell(assignedSupportId, customerSeq, stored.supportRead);
    // An admin who takes no part has devices too.
    if (senderId !== customerId && senderId !== assignedSupportId) tell(senderId, 0, 0);
    if (stored.formerStatus !== 'open') updates.announce(conversationId);
  }
}

function validate(actor: Actor, input: SendMessage): NewMessage {
  const { conversationId, messageType, content, mediaId, clientMessageId, unlessAnsweredAfter } = input;
  if (!isId(conversationId)) throw new AppError('NOT_FOUND');
  if (clientMessageId) assertClientMessageId(clientMessageId);
  const isText = messageType === 'text';
  // A text with a media is refused by what the media is.
  if (!isText && !mediaId) throw new AppError('VALIDATION', { message: 'mediaId is required for this messageType' });
  if (isText && typeof content !== 'string')
    throw new AppError('VALIDATION', { message: 'content is required for a text message' });
  // A caption may be left out.
  if (isText || content) assertContent(content ?? '');
  return {
    conversationId,
    senderId: actor.userId,
    role: actor.role,
    type: messageType,
    content: content ?? '',
    mediaId: mediaId ?? null,
    clientMessageId: clientMessageId ?? null,
    // Customers have no colleagues.
    unlessAnsweredAfter:
      actor.role === 'User' || unlessAnsweredAfter === undefined ? null : clampSeq(unlessAnsweredAfter),
  };
}
