import { AppError, type CreateUserBody, type Profile, type RegisterBody, type Role } from '@samvad/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { Limiter } from '../limits/limiter.js';
import type { RedisClient } from '../redis/connect.js';
import { type Actor, requireRole } from './actor.js';
import { cleanName } from './names.js';
import type { Passwords } from './passwords.js';
import { normalisePhone, tryNormalisePhone } from './phones.js';
import type { Profiles } from './profiles.js';
import { type Sessions, wrongCredentials } from './sessions.js';

export interface SignedInPerson {
  actor: Actor;
  refreshToken: string;
  user: Profile;
}

interface Parts {
  db: Database;
  redis: RedisClient;
  config: Config;
  passwords: Passwords;
  sessions: Sessions;
  profiles: Profiles;
}

const quarterHour = 15 * 60;

/** Registration, login, refresh, logout, and accounts that an admin makes. */
export class Accounts {
  readonly #parts: Parts;
  readonly #registrations: Limiter;
  readonly #failuresByAccount: Limiter;
  readonly #failuresByAddress: Limiter;

  constructor(parts: Parts) {
    const { redis, config } = parts;
    this.#parts = parts;
    this.#registrations = new Limiter(redis, 'register', config.REGISTRATIONS_PER_ADDRESS, 3600);
    this.#failuresByAccount = new Limiter(redis, 'login-account', config.LOGIN_FAILURES_PER_ACCOUNT, quarterHour);
    this.#failuresByAddress = new Limiter(redis, 'login-address', config.LOGIN_FAILURES_PER_ADDRESS, quarterHour);
  }

  /** A new customer. Throws `VALIDATION`, `CONFLICT` (the phone is taken), `RATE_LIMITED`. */
  async register(body: RegisterBody, address: string): Promise<SignedInPerson> {
    await this.#registrations.consume(address);
    const { id, role } = await this.#insert({ ...body, role: 'User' });
    return this.#signIn(id, role);
  }

  /** An account of any role; admins only. Throws `FORBIDDEN`, `VALIDATION`, `CONFLICT`. */
  async create(actor: Actor, body: CreateUserBody): Promise<Profile> {
    requireRole(actor, 'Admin');
    const { id } = await this.#insert(body);
    return this.profile(id, actor);
  }

  /** Throws the same `UNAUTHORIZED` for a wrong phone and a wrong password, after the same work; `RATE_LIMITED`. */
  async login(phone: string, password: string, address: string): Promise<SignedInPerson> {
    const { passwords } = this.#parts;
    const normalised = tryNormalisePhone(phone);
    const account = normalised ?? `unknown ${phone}`.slice(0, 64);
    const user = await this.#countFailure(account, address, async () => {
      const found = normalised ? await this.#credentials(normalised) : undefined;
      return (await passwords.matches(found?.password_hash, password)) ? found : undefined;
    });
    if (!user) throw wrongCredentials();
    return this.#signIn(user.id, user.role, user.password_hash);
  }

  /**
   * Counts an attempt before the password is looked at, or many guesses at once would all be tried; only one that finds
   * nobody stays counted. Throws `RATE_LIMITED`.
   */
  async #countFailure<T>(
    account: string,
    address: string,
    attempt: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    await this.#failuresByAddress.consume(address);
    try {
      await this.#failuresByAccount.consume(account);
    } catch (error) {
      await this.#failuresByAddress.giveBack(address);
      throw error;
    }
    const forgive = () =>
      Promise.all([this.#failuresByAccount.giveBack(account), this.#failuresByAddress.giveBack(address)]);
    const found = await attempt().catch(async (error) => {
      await forgive();
      throw error;
    });
    if (found) await forgive();
    return found;
  }

  #credentials(phone: string) {
    return this.#parts.db.kysely
      .selectFrom('users')
      .select(['id', 'role', 'password_hash'])
      .where('phone', '=', phone)
      .where('deactivated_at', 'is', null)
      .executeTakeFirst();
  }

  async refresh(refreshToken: string): Promise<SignedInPerson> {
    const { actor, refreshToken: next } = await this.#parts.sessions.refresh(refreshToken);
    return { actor, refreshToken: next, user: await this.profile(actor.userId, actor) };
  }

  logout(actor: Actor): Promise<void> {
    return this.#parts.sessions.end(actor);
  }

  async profile(id: string, viewer: Actor): Promise<Profile> {
    const profile = (await this.#parts.profiles.profiles([id], viewer)).get(id);
    if (!profile) throw new AppError('NOT_FOUND');
    return profile;
  }

  async #insert(body: CreateUserBody): Promise<{ id: string; role: Role }> {
    const name = cleanName(body.name);
    const phone = normalisePhone(body.phone);
    const row = await this.#parts.db.kysely
      .insertInto('users')
      .values({
        id: uuidv7(),
        phone,
        name,
        role: body.role,
        password_hash: await this.#parts.passwords.hash(body.password),
        avatar_url: null,
        last_seen_at: null,
        deactivated_at: null,
      })
      .onConflict((conflict) => conflict.column('phone').doNothing())
      .returning(['id', 'role'])
      .executeTakeFirst();
    if (!row) throw new AppError('CONFLICT', { message: 'This phone is registered already' });
    return row;
  }

  async #signIn(userId: string, role: Role, passwordHash?: string): Promise<SignedInPerson> {
    const { actor, refreshToken } = await this.#parts.sessions.start(userId, role, passwordHash);
    return { actor, refreshToken, user: await this.profile(userId, actor) };
  }
}
