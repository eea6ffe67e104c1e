import type { Logger } from 'pino';
import { type Broadcaster, personRoom } from '../broadcast.js';
import type { Actor } from '../people/actor.js';
import type { Profiles } from '../people/profiles.js';
import type { Conversations } from './conversations.js';

/** Tells the participants' devices that a conversation is new, assigned or has another status, each as they see it. */
export class ConversationUpdates {
  readonly #conversations: Conversations;
  readonly #profiles: Profiles;
  readonly #broadcaster: Broadcaster;
  readonly #log: Logger;

  constructor(conversations: Conversations, profiles: Profiles, broadcaster: Broadcaster, log: Logger) {
    this.#conversations = conversations;
    this.#profiles = profiles;
    this.#broadcaster = broadcaster;
    this.#log = log;
  }

  /** Returns at once. `formerAgent` is told too, as the one from whose list the conversation goes. */
  announce(conversationId: string, formerAgent?: string): void {
    this.#announce(conversationId, formerAgent).catch((error) =>
      this.#log.warn({ err: error, conversationId }, 'an update could not be told'),
    );
  }

  /** The same for many, one after the other: nobody waits for them, and what others ask for goes between. */
  announceAll(conversationIds: string[], formerAgent: string): void {
    const tell = async () => {
      for (const id of conversationIds) await this.#announce(id, formerAgent);
    };
    tell().catch((error) => this.#log.warn({ err: error }, 'updates could not be told'));
  }

  async #announce(conversationId: string, formerAgent: string | undefined): Promise<void> {
    // As an admin sees it first, to learn who takes part.
    const overview = await this.#conversations.find(asAdmin, conversationId);
    if (!overview) return;
    const { user, assignedSupportId } = overview;
    const customer: Actor = { userId: user.id, role: 'User', sessionId: '' };
    const viewers = [customer];
    if (assignedSupportId)
      viewers.push({ userId: assignedSupportId, role: overview.support?.role ?? 'Support', sessionId: '' });
    const former = formerAgent && formerAgent !== assignedSupportId ? formerAgent : undefined;
    const mayStillSee = former && (await this.#profiles.people([former])).get(former)?.role === 'Admin';
    if (mayStillSee) viewers.push({ userId: former, role: 'Admin', sessionId: '' });
    for (const viewer of viewers) {
      const conversation = await this.#conversations.find(viewer, conversationId);
      if (conversation) this.#broadcaster.emit(personRoom(viewer.userId), 'conversation:updated', conversation);
    }
    if (former && !mayStillSee) {
      // What has been written since is no longer theirs to read.
      const without = { ...overview, lastMessage: null, unreadCount: 0 };
      this.#broadcaster.emit(personRoom(former), 'conversation:updated', without);
    }
  }
}

const asAdmin: Actor = { userId: '00000000-0000-0000-0000-000000000000', role: 'Admin', sessionId: '' };
