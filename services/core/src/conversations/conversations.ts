import { AppError, type Conversation, type ConversationStatus, type ConversationsAnswer } from '@samvad/contract';
import type { Database } from '../db/database.js';
import { isId } from '../ids.js';
import type { MediaLibrary } from '../media/media-library.js';
import { assertStorable } from '../messages/text.js';
import type { Actor } from '../people/actor.js';
import type { Profiles } from '../people/profiles.js';
import { type ConversationRow, conversationColumns, conversationJoins, toConversations } from './conversation-row.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { likePattern, mostHits, searchSql } from './search.js';
import { mayView } from './viewable.js';

export interface ListOptions {
  limit: number;
  cursor?: string | undefined;
  status?: ConversationStatus | undefined;
  q?: string | undefined;
  /** For agents and admins; a customer's list is its own whatever it says here. */
  userId?: string | undefined;
  /** The same; `none` for those without an agent. */
  assignedSupportId?: string | undefined;
}

/** Reads conversations, as one viewer sees them. */
export class Conversations {
  readonly #db: Database;
  readonly #profiles: Profiles;
  readonly #media: MediaLibrary;

  constructor(db: Database, profiles: Profiles, media: MediaLibrary) {
    this.#db = db;
    this.#profiles = profiles;
    this.#media = media;
  }

  /** Newest `updatedAt` first. Throws `VALIDATION` for a bad cursor. */
  async list(viewer: Actor, options: ListOptions): Promise<ConversationsAnswer> {
    const { limit, cursor, status, q } = options;
    const values: unknown[] = [viewer.userId];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const scope = [scopeOf(viewer), ...(viewer.role === 'User' ? [] : narrowed(options, bind))].join(' and ');
    const where = [scope];
    if (status) where.push(`c.status = ${bind(status)}`);
    if (cursor) {
      const place = decodeCursor(cursor);
      const time = bind(place.updatedAt);
      where.push(`c.activity_bucket <= floor(extract(epoch from ${time}::timestamptz) / 256)::integer`);
      where.push(`(c.updated_at, c.id) < (${time}::timestamptz, ${bind(place.id)}::uuid)`);
    }
    const words = q?.trim() ?? '';
    if (words !== '') {
      assertStorable('q', words);
      where.push(`c.id in (${searchSql(words, scope, `${bind(likePattern(words))}::text`, `${bind(words)}::text`)})`);
    }
    const text = `
      select ${conversationColumns} from (
        select c.* from conversations c where ${where.join(' and ')}
        order by c.activity_bucket desc, c.updated_at desc, c.id desc limit ${bind(limit + 1)}
      ) c ${conversationJoins} order by c.updated_at desc, c.id desc`;
    const rows = words === '' ? await this.#query(text, values) : await this.#search(text, values);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const hasMore = rows.length > limit;
    return {
      data: await toConversations(page, viewer, this.#profiles, this.#media),
      pagination: {
        limit,
        hasMore,
        nextCursor: hasMore && last ? encodeCursor({ updatedAt: last.updated_at, id: last.id }) : null,
      },
    };
  }

  /** Throws `NOT_FOUND` when there is none, or it is not the viewer's to see. */
  async get(viewer: Actor, conversationId: string): Promise<Conversation> {
    const conversation = isId(conversationId) ? await this.find(viewer, conversationId) : undefined;
    if (!conversation) throw new AppError('NOT_FOUND');
    return conversation;
  }

  async find(viewer: Actor, conversationId: string): Promise<Conversation | undefined> {
    const rows = await this.#query(
      `select ${conversationColumns} from conversations c ${conversationJoins} where c.id = $2`,
      [viewer.userId, conversationId],
      'conversation-by-id',
    );
    const visible = rows.filter((row) =>
      mayView(viewer, { customerId: row.customer_id, assignedSupportId: row.assigned_support_id }),
    );
    return (await toConversations(visible, viewer, this.#profiles, this.#media))[0];
  }

  async #query(text: string, values: unknown[], name?: string): Promise<ConversationRow[]> {
    const { rows } = await this.#db.pool.query<ConversationRow>({ text, values, ...(name ? { name } : {}) });
    return rows;
  }

  async #search(text: string, values: unknown[]): Promise<ConversationRow[]> {
    const client = await this.#db.pool.connect();
    try {
      await client.query(`begin read only; set local gin_fuzzy_search_limit = ${mostHits}`);
      const { rows } = await client.query<ConversationRow>(text, values);
      return rows;
    } finally {
      await client.query('rollback').then(
        () => client.release(),
        (error) => client.release(error),
      );
    }
  }
}

function narrowed({ userId, assignedSupportId }: ListOptions, bind: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  const is = (column: string, id: string) => (isId(id) ? `${column} = ${bind(id)}::uuid` : 'false');
  if (userId !== undefined) conditions.push(is('c.customer_id', userId));
  if (assignedSupportId === 'none') conditions.push('c.assigned_support_id is null');
  else if (assignedSupportId !== undefined) conditions.push(is('c.assigned_support_id', assignedSupportId));
  return conditions;
}

function scopeOf(viewer: Actor): string {
  // The same parameter in every scope, so that a statement's parameters do not depend on the role.
  if (viewer.role === 'Admin') return '$1::uuid is not null';
  return viewer.role === 'User' ? 'c.customer_id = $1::uuid' : 'c.assigned_support_id = $1::uuid';
}
