import type { LoginBody, Profile, RegisterBody, SignedIn } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { type ChatError, isAboutSignIn, signedOutError, toChatError } from '../chat-error.js';
import type { Settings } from '../options.js';
import type { Http } from '../rest/http.js';
import type { Session } from './session-store.js';

/** A refresh whose answer was lost is repeated soon: the server gives the same answer again for some 5 s only. */
const retries = { base: 400, max: 5_000 };
/** Milliseconds; for the same reason. */
const refreshTimeout = 4_000;
/** Part of a token's life that it is not used for any more, and the most that may be (ms). */
const marginShare = 0.2;
const mostMargin = 60_000;
/** A longer timer would fire at once. */
const longestTimer = 2_147_483_647;

interface Events {
  /** Somebody has signed in; null: the sign-in has ended. */
  onPerson(person: Profile | null): void;
  /** There is a newer access token of the same person. */
  onToken(token: string): void;
}

/** The sign-in: who it is, and an access token that works. */
export class Auth {
  readonly #http: Http;
  readonly #settings: Settings;
  readonly #events: Events;
  readonly #closed = new AbortController();
  #session: Session | undefined;
  #refreshing: Promise<string> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(http: Http, settings: Settings, events: Events) {
    this.#http = http;
    this.#settings = settings;
    this.#events = events;
  }

  /** Whoever is signed in. */
  get person(): Profile | undefined {
    return this.#session?.user;
  }

  /** A new customer. Rejects with `CONFLICT` when the phone has an account, `VALIDATION`, `RATE_LIMITED`. */
  register(body: RegisterBody): Promise<Profile> {
    return this.#signIn('/users/register', body);
  }

  /** Rejects with `UNAUTHORIZED` for a wrong phone or password. */
  login(body: LoginBody): Promise<Profile> {
    return this.#signIn('/users/login', body);
  }

  /** Carries on with the stored sign-in. Resolves with undefined when there is none. Needs no network. */
  async restore(): Promise<Profile | undefined> {
    const { sessionStore, onStorageError } = this.#settings;
    const session = await sessionStore.load().catch((error) => onStorageError(error, 'session'));
    if (!session || this.#closed.signal.aborted) return undefined;
    this.#adopt(session);
    this.#events.onPerson(session.user);
    return session.user;
  }

  /** Nothing is stored of the sign-in any more; it works until it is ended. */
  async forgetStored(): Promise<void> {
    await this.#settings.sessionStore.clear().catch(() => {});
  }

  /** Ends the sign-in here, and on the server if it can be reached. */
  async logout(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    await this.#end();
    const headers = { authorization: `Bearer ${session.token}` };
    await this.#http.send('POST', '/users/logout', { headers }).catch(() => {});
  }

  /**
   * An access token that is good for a while. `refused`: one that the server did not take, so not this one again.
   * Rejects with `SIGNED_OUT`, or with what is in the way of a refresh.
   */
  async token(refused?: string): Promise<string> {
    const session = this.#session;
    if (!session) throw signedOutError();
    if (session.token === refused) return this.#refresh();
    if (Date.now() < session.expiresAt - margin(session)) return session.token;
    try {
      return await this.#refresh();
    } catch (error) {
      // Not refreshed yet, but not expired either.
      if (toChatError(error).temporary && Date.now() < session.expiresAt) return session.token;
      throw error;
    }
  }

  close(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }

  async #signIn(path: string, body: object): Promise<Profile> {
    const session = toSession(await this.#http.send<SignedIn>('POST', path, { body }));
    if (this.#session) await this.#end();
    this.#adopt(session);
    await this.#save(session);
    this.#events.onPerson(session.user);
    return session.user;
  }

  #refresh(): Promise<string> {
    this.#refreshing ??= this.#rotate().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #rotate(): Promise<string> {
    const before = this.#session;
    if (!before) throw signedOutError();
    // Another tab may have been here: its refresh token is the one that works.
    const stored = await this.#otherTabs(before);
    if (stored) return stored;
    try {
      const session = toSession(await this.#askForNew(before.refreshToken));
      // Signed out, or in again, meanwhile.
      if (this.#session !== before) throw signedOutError();
      this.#adopt(session);
      await this.#save(session);
      this.#events.onToken(session.token);
      return session.token;
    } catch (error) {
      const why = toChatError(error);
      // VALIDATION: what was stored is no refresh token at all; asking again would not make it one.
      const isRefused = why.code === 'UNAUTHORIZED' || why.code === 'VALIDATION';
      if (!isRefused || this.#session !== before) throw why;
      const newer = await this.#otherTabs(before);
      if (newer) return newer;
      await this.#end();
      throw signedOutError();
    }
  }

  /** Asks a few times: whoever asks for the token asks again, later. */
  async #askForNew(refreshToken: string): Promise<SignedIn> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const timeout = Math.min(refreshTimeout, this.#settings.timings.request);
        return await this.#http.send<SignedIn>('POST', '/users/refresh', { body: { refreshToken }, timeout });
      } catch (error) {
        const why: ChatError = toChatError(error);
        if (!why.temporary || attempt === 3 || this.#closed.signal.aborted) throw why;
        await pause((why.retryAfter ?? 0) * 1_000 + backoff(attempt, retries), this.#closed.signal);
      }
    }
  }

  async #otherTabs(mine: Session): Promise<string | undefined> {
    const stored = await this.#settings.sessionStore.load().catch(() => undefined);
    if (!stored || stored.refreshToken === mine.refreshToken || stored.user.id !== mine.user.id) return undefined;
    if (stored.expiresAt <= Date.now() || this.#session !== mine) return undefined;
    this.#adopt(stored);
    this.#events.onToken(stored.token);
    return stored.token;
  }

  #adopt(session: Session): void {
    this.#session = session;
    this.#schedule(Math.max(0, session.expiresAt - margin(session) - Date.now()));
  }

  /** Refreshes in time, so that a living connection never meets its token's end. */
  #schedule(milliseconds: number, attempt = 0): void {
    clearTimeout(this.#timer);
    if (this.#closed.signal.aborted) return;
    this.#timer = setTimeout(
      () => {
        this.#refresh().catch((error) => {
          if (!isAboutSignIn(toChatError(error)))
            this.#schedule(backoff(attempt, this.#settings.reconnect), attempt + 1);
        });
      },
      Math.min(milliseconds, longestTimer),
    );
  }

  async #save(session: Session): Promise<void> {
    // A full disk must not end a sign-in that works.
    const { sessionStore, onStorageError } = this.#settings;
    await sessionStore.save(session).catch((error) => onStorageError(error, 'session'));
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#session = undefined;
    await this.#settings.sessionStore.clear().catch(() => {});
    this.#events.onPerson(null);
  }
}

function toSession({ token, refreshToken, expiresIn, user }: SignedIn): Session {
  // A token's times are whole seconds: it may have begun up to one before we got it.
  const life = Math.max(0, expiresIn - 1) * 1_000;
  return { token, refreshToken, expiresAt: Date.now() + life, life, user };
}

const margin = ({ life }: Session) => Math.min(mostMargin, life * marginShare);
