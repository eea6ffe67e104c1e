import { type Core, conversationRoom, personRoom } from '@samvad/core';
import type { ChatSocket } from './types.js';

/** Clients repeat `typing:start` while keys are pressed: the others are told at most this often (ms). */
const repeatMilliseconds = 2_000;

interface Typist {
  timer: NodeJS.Timeout;
  toldAt: number;
}

/** Who is typing, per socket and conversation. Lives on this node alone: it ends with the socket. */
export class Typing {
  readonly #core: Core;
  readonly #typists = new Map<string, Map<string, Typist>>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Throws `NOT_FOUND` when the conversation is not the person's. */
  async start(socket: ChatSocket, conversationId: string): Promise<void> {
    // Whoever is in the room has been let in; anyone else is looked up.
    if (!socket.rooms.has(conversationRoom(conversationId))) {
      await this.#core.history.viewableHead(socket.data.actor, conversationId);
      if (!socket.connected) return;
    }
    const typing = this.#typists.get(socket.id) ?? new Map<string, Typist>();
    this.#typists.set(socket.id, typing);
    const before = typing.get(conversationId);
    clearTimeout(before?.timer);
    const expire = () => void this.stop(socket, conversationId);
    const timer = setTimeout(expire, this.#core.config.TYPING_EXPIRY_MS);
    const due = !before || Date.now() - before.toldAt >= repeatMilliseconds;
    typing.set(conversationId, { timer, toldAt: due ? Date.now() : before.toldAt });
    if (due) await this.#tell(socket, conversationId, 'typing:user-typing');
  }

  /** Nothing happens when nothing was typed. */
  async stop(socket: ChatSocket, conversationId: string): Promise<void> {
    const typing = this.#typists.get(socket.id);
    const typist = typing?.get(conversationId);
    if (!typing || !typist) return;
    clearTimeout(typist.timer);
    typing.delete(conversationId);
    if (typing.size === 0) this.#typists.delete(socket.id);
    await this.#tell(socket, conversationId, 'typing:user-stopped');
  }

  stopAll(socket: ChatSocket): void {
    for (const conversationId of this.#typists.get(socket.id)?.keys() ?? []) void this.stop(socket, conversationId);
  }

  async #tell(socket: ChatSocket, conversationId: string, event: 'typing:user-typing' | 'typing:user-stopped') {
    const { userId } = socket.data.actor;
    try {
      const userName = (await this.#core.profiles.people([userId])).get(userId)?.name ?? '';
      const payload = { conversationId, userId, userName };
      // None of the typist's own devices shows that its owner is typing.
      this.#core.broadcaster.emit(conversationRoom(conversationId), event, payload, { except: personRoom(userId) });
    } catch (error) {
      this.#core.log.debug({ err: error }, 'typing could not be told');
    }
  }
}
