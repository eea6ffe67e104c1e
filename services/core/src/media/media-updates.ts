import type { Logger } from 'pino';
import { type Broadcaster, conversationRoom, personRoom } from '../broadcast.js';
import type { MediaLibrary } from './media-library.js';
import { type MediaRow, toMedia } from './media-row.js';
import { conversationAudience } from './media-urls.js';

/** Tells that a media is `ready` or `failed`: its uploader, and once attached everyone in the conversation. */
export class MediaUpdates {
  readonly #library: MediaLibrary;
  readonly #broadcaster: Broadcaster;
  readonly #log: Logger;

  constructor(library: MediaLibrary, broadcaster: Broadcaster, log: Logger) {
    this.#library = library;
    this.#broadcaster = broadcaster;
    this.#log = log;
  }

  /** Resolves when all is handed over; a failure is logged, since a client that asks gets the truth. */
  async announce(row: MediaRow): Promise<void> {
    try {
      const attachments = await this.#library.attachments(row.id);
      const told = new Set<string>();
      for (const { conversation_id, customer_id, assigned_support_id } of attachments) {
        const media = toMedia(row, this.#library.urls, conversationAudience(conversation_id, assigned_support_id));
        const room = conversationRoom(conversation_id);
        this.#broadcaster.emit(room, 'media:updated', media);
        for (const person of [customer_id, assigned_support_id]) {
          if (person === null) continue;
          told.add(person);
          this.#broadcaster.emit(personRoom(person), 'media:updated', media, { except: room });
        }
      }
      if (told.has(row.owner_id)) return;
      this.#broadcaster.emit(personRoom(row.owner_id), 'media:updated', this.#library.forOwner(row));
    } catch (error) {
      this.#log.warn({ err: error, mediaId: row.id }, 'an update of a media could not be told');
    }
  }
}
