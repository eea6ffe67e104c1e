import {
  AppError,
  type ManagedPerson,
  type PeopleAnswer,
  type PeopleQuery,
  type Profile,
  type Role,
} from '@samvad/contract';
import { likePattern } from '../conversations/search.js';
import type { Database } from '../db/database.js';
import { isId } from '../ids.js';
import { assertStorable } from '../messages/text.js';
import type { PresenceReader } from '../presence/presence-reader.js';
import { type Actor, requireRole } from './actor.js';
import { phoneBeginnings } from './phones.js';
import { toProfile } from './profiles.js';

interface Row {
  id: string;
  name: string;
  phone: string;
  role: Role;
  avatar_url: string | null;
  last_seen_at: Date | null;
  is_active: boolean;
  active_conversations: number;
  created_at: Date;
}

/** Trigrams need three letters; shorter, and only names with a word that begins so are found. */
const shortestWithin = 3;

/** Selects `Row`s of `page`, a set of users `u`. */
const columns = `u.id, u.name, u.phone, u.role, u.avatar_url, u.last_seen_at, u.deactivated_at is null as is_active, u.created_at,
  (select count(*) from conversations c where c.assigned_support_id = u.id and c.status in ('open', 'pending'))::integer
  + (select count(*) from conversations c where c.customer_id = u.id and c.status in ('open', 'pending'))::integer
  as active_conversations`;

/** Reads people as admins manage them. */
export class ManagedPeople {
  readonly #db: Database;
  readonly #presence: PresenceReader;

  constructor(db: Database, presence: PresenceReader) {
    this.#db = db;
    this.#presence = presence;
  }

  /** By name. Throws `FORBIDDEN` for anyone but an admin, `VALIDATION` for a bad cursor. */
  async list(actor: Actor, { limit = 50, cursor, role, isActive, q = '' }: PeopleQuery): Promise<PeopleAnswer> {
    requireRole(actor, 'Admin');
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const where = ['true'];
    if (role) where.push(`u.role = ${bind(role)}`);
    if (isActive !== undefined) where.push(`u.deactivated_at is ${isActive ? '' : 'not '}null`);
    if (q.trim() !== '') where.push(`(${matches(q.trim(), bind).join(' or ')})`);
    if (cursor) {
      const place = await this.#placeOf(cursor);
      where.push(`(u.name, u.id) > (${bind(place.name)}::text, ${bind(place.id)}::uuid)`);
    }
    const { rows } = await this.#db.pool.query<Row>(
      `select ${columns} from (
        select * from users u where ${where.join(' and ')} order by u.name, u.id limit ${bind(limit + 1)}
      ) u order by u.name, u.id`,
      values,
    );
    const page = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    const last = page.at(-1);
    return {
      data: await this.#populate(actor, page),
      pagination: { limit, hasMore, nextCursor: hasMore && last ? encode(last.id) : null },
    };
  }

  /** Throws `FORBIDDEN` for anyone but an admin, `NOT_FOUND`. */
  async get(actor: Actor, id: string): Promise<ManagedPerson> {
    requireRole(actor, 'Admin');
    if (!isId(id)) throw new AppError('NOT_FOUND');
    const { rows } = await this.#db.pool.query<Row>(`select ${columns} from users u where u.id = $1`, [id]);
    const [person] = await this.#populate(actor, rows);
    if (!person) throw new AppError('NOT_FOUND');
    return person;
  }

  /** Those to whom a conversation can be given, by name. Throws `FORBIDDEN` for customers. */
  async agents(actor: Actor): Promise<Profile[]> {
    requireRole(actor, 'Support', 'Admin');
    const { rows } = await this.#db.pool.query<Row>(
      `select u.* from users u where u.role = 'Support' and u.deactivated_at is null order by u.name, u.id`,
    );
    return this.#profiles(actor, rows);
  }

  /** A name may be any length: the cursor is the id alone, and the place is where that person stands now. */
  async #placeOf(cursor: string): Promise<{ id: string; name: string }> {
    const id = Buffer.from(cursor, 'base64url').toString('latin1');
    const { rows } = isId(id)
      ? await this.#db.pool.query('select id, name from users where id = $1', [id])
      : { rows: [] };
    if (!rows[0]) throw new AppError('VALIDATION', { message: 'cursor is not valid' });
    return rows[0];
  }

  async #populate(actor: Actor, rows: Row[]): Promise<ManagedPerson[]> {
    const profiles = await this.#profiles(actor, rows);
    return rows.map((row, i) => ({
      ...(profiles[i] as Profile),
      isActive: row.is_active,
      activeConversations: row.active_conversations,
      createdAt: row.created_at.toISOString(),
    }));
  }

  async #profiles(actor: Actor, rows: Row[]): Promise<Profile[]> {
    const presence = await this.#presence.states(rows.map(({ id }) => id));
    return rows.map((row) => {
      const person = { ...row, avatarUrl: row.avatar_url, lastSeenAt: row.last_seen_at };
      return toProfile(person, presence.get(row.id), actor);
    });
  }
}

const encode = (id: string) => Buffer.from(id).toString('base64url');

/** Conditions, each of which an index can answer; a person fits who meets one of them. */
function matches(q: string, bind: (value: unknown) => string): string[] {
  assertStorable('q', q);
  const within = likePattern(q);
  const ofName = [...q].length < shortestWithin ? [within.slice(1), `% ${within.slice(1)}`] : [within];
  return [
    ...ofName.map((pattern) => `u.name ilike ${bind(pattern)}`),
    ...phoneBeginnings(q).map((digits) => `u.phone like ${bind(`${digits}%`)}`),
  ];
}
