import type { Profile, Role } from '@samvad/contract';
import { LRUCache } from 'lru-cache';
import { SelfClockingBatcher } from '../batching/self-clocking-batcher.js';
import { type Database, isConnectionFault } from '../db/database.js';
import { overloaded } from '../limits/overloaded.js';
import type { PresenceReader, PresenceState } from '../presence/presence-reader.js';
import type { Actor } from './actor.js';
import type { Revocations } from './revocations.js';

export interface Person {
  id: string;
  name: string;
  phone: string;
  role: Role;
  avatarUrl: string | null;
  lastSeenAt: Date | null;
}

const cacheSize = 50_000;
const cacheMilliseconds = 30_000;

/** People by id: one statement for all that are asked for at the same time, kept for half a minute. */
export class Profiles {
  readonly #cache = new LRUCache<string, Person>({ max: cacheSize, ttl: cacheMilliseconds });
  readonly #loads: SelfClockingBatcher<string, Person | undefined>;
  readonly #presence: PresenceReader;

  constructor(db: Database, presence: PresenceReader, revocations: Revocations) {
    this.#presence = presence;
    this.#loads = new SelfClockingBatcher(
      {
        run: (ids) => loadPeople(db, ids),
        maxInFlight: 1,
        maxBatch: 500,
        maxQueue: 50_000,
        overloaded,
      },
      isConnectionFault,
    );
    revocations.onRevoked(({ kind, userId }) => {
      if (kind === 'user') this.forget(userId);
    });
  }

  /** Has changed: this node shows it at once, the others within half a minute. */
  forget(userId: string): void {
    this.#cache.delete(userId);
  }

  async people(ids: Iterable<string>): Promise<Map<string, Person>> {
    const people = new Map<string, Person>();
    const missing: Promise<void>[] = [];
    for (const id of new Set(ids)) {
      const cached = this.#cache.get(id);
      if (cached) people.set(id, cached);
      else {
        missing.push(
          this.#loads.add(id).then((person) => {
            if (!person) return;
            this.#cache.set(id, person);
            people.set(id, person);
          }),
        );
      }
    }
    if (missing.length > 0) await Promise.all(missing);
    return people;
  }

  /** Profiles as `viewer` may see them; without a viewer, as everyone may. Unknown ids are left out. */
  async profiles(ids: Iterable<string>, viewer?: Actor): Promise<Map<string, Profile>> {
    const people = await this.people(ids);
    const presence = await this.#presence.states([...people.keys()]);
    const profiles = new Map<string, Profile>();
    for (const person of people.values()) profiles.set(person.id, toProfile(person, presence.get(person.id), viewer));
    return profiles;
  }
}

export function toProfile(person: Person, presence: PresenceState | undefined, viewer?: Actor): Profile {
  const lastSeen = Math.max(person.lastSeenAt?.getTime() ?? 0, presence?.lastSeen ?? 0);
  const showsPhone = viewer && (viewer.role !== 'User' || viewer.userId === person.id);
  return {
    id: person.id,
    name: person.name,
    role: person.role,
    avatarUrl: person.avatarUrl,
    isOnline: presence?.isOnline ?? false,
    lastSeen: lastSeen > 0 ? new Date(lastSeen).toISOString() : null,
    ...(showsPhone ? { phone: person.phone } : {}),
  };
}

async function loadPeople(db: Database, ids: string[]): Promise<(Person | undefined)[]> {
  const { rows } = await db.pool.query({
    name: 'people-by-id',
    text: 'select id, name, phone, role, avatar_url, last_seen_at from users where id = any ($1::uuid[])',
    values: [ids],
  });
  const byId = new Map<string, Person>();
  for (const row of rows) {
    byId.set(row.id, {
      id: row.id,
      name: row.name,
      phone: row.phone,
      role: row.role,
      avatarUrl: row.avatar_url,
      lastSeenAt: row.last_seen_at,
    });
  }
  return ids.map((id) => byId.get(id));
}
