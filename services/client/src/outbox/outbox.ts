import type { Media, Message } from '@samvad/contract';
import { backoff, pause } from '../backoff.js';
import { abortedError, ChatError, isAboutSignIn, toChatError } from '../chat-error.js';
import type { Settings } from '../options.js';
import type { OutboxEntry, OutboxFile } from '../store/chat-state.js';
import { UploadQueue } from '../uploads/upload-queue.js';
import { Files } from './files.js';
import { type OutboxNews, OutboxTabs } from './outbox-tabs.js';
import { Waiters } from './waiters.js';

/** What the outbox needs of the world. */
export interface OutboxDoors {
  /** Sends once; resolves with the stored message. */
  send(entry: OutboxEntry): Promise<Message>;
  /** One attempt at uploading its file. */
  upload(about: OutboxFile, file: Blob, hooks: UploadHooks): Promise<Media>;
  /** Smaller, if it is worth it; the same otherwise. */
  shrink(file: Blob): Promise<Blob>;
  /** Takes an upload back that has begun. */
  endUpload(uploadId: string): void;
  onChange(entries: readonly OutboxEntry[]): void;
  onStored(message: Message): void;
}

export interface UploadHooks {
  signal: AbortSignal;
  /** 0 to 1. */
  onProgress(share: number): void;
  onUpload(uploadId: string | undefined): void;
}

export type OutboxDraft = Pick<OutboxEntry, 'id' | 'conversationId' | 'messageType' | 'content' | 'media'> &
  Partial<Pick<OutboxEntry, 'file' | 'unlessAnsweredAfter'>>;

/** A wait after a failure that says nothing of how long; short, since whatever wakes the connection ends it. */
const retries = { base: 400, max: 15_000 };
/** The store is waited for so long (ms). */
const patience = 5_000;
/** Refused for what it says or who says it, not for its file: the file that is uploaded is still good. */
const notForItsFile = ['ALREADY_ANSWERED', 'FORBIDDEN', 'CONFLICT'];

/**
 * Messages on their way: kept before they are sent, their files uploaded, sent in order and one at a time per
 * conversation, repeated under the same clientMessageId until the server has said yes or no. Of several tabs that share
 * the store one does all that, and tells the others.
 */
export class Outbox {
  readonly #settings: Settings;
  readonly #doors: OutboxDoors;
  readonly #senderId: string;
  readonly #closed = new AbortController();
  readonly #running = new Set<string>();
  readonly #waiters = new Waiters();
  readonly #entries = new Map<string, OutboxEntry>();
  /** Those of this tab. */
  readonly #own = new Set<string>();
  /** Stored or discarded, which is for good: news of one that was still on its way, from another tab, comes too late. */
  readonly #settled = new Set<string>();
  readonly #files: Files;
  readonly #uploads: UploadQueue;
  readonly #tabs: OutboxTabs;
  /** Changes of one entry reach the store in order. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  /** News that overtook what the store held when this began. */
  #early: OutboxNews[] = [];
  #wake = new AbortController();
  #loaded = false;
  #leads = false;
  #order = 0;

  constructor(senderId: string, settings: Settings, doors: OutboxDoors) {
    this.#senderId = senderId;
    this.#settings = settings;
    this.#doors = doors;
    this.#files = new Files(settings.outbox);
    this.#uploads = new UploadQueue({
      attempt: (id, signal, onProgress) => this.#upload(id, signal, onProgress),
      onProgress: (id, progress, isUnderWay) =>
        this.#set(id, { upload: { progress, state: isUnderWay ? 'uploading' : 'waiting' } }),
      onDone: (id, media) => this.#uploaded(id, media),
      onRefused: (id, why) => this.#fail(id, why),
    });
    const { sharedAs } = settings.outbox;
    this.#tabs = new OutboxTabs(sharedAs === undefined ? undefined : `samvad:${sharedAs}:${senderId}`, {
      onLead: () => void this.#lead(),
      onNews: (news) => (this.#loaded ? this.#learn(news) : this.#early.push(news)),
    });
  }

  /** Takes up what an earlier run has left. Without its store the outbox works as long as the process does. */
  async load(): Promise<void> {
    for (const entry of (await this.#stored()) ?? []) {
      if (this.#entries.has(entry.id)) continue;
      this.#entries.set(entry.id, withoutProgress(entry));
      this.#order = Math.max(this.#order, entry.order);
      if (entry.file) await this.#files.load(entry.id);
    }
    if (this.#closed.signal.aborted) return;
    this.#loaded = true;
    for (const news of this.#early.splice(0)) this.#learn(news);
    this.#changed();
    this.flush();
  }

  /** Resolves with the message once the server has stored it; rejects when it is refused or discarded. */
  add(draft: OutboxDraft, file?: Blob): Promise<Message> {
    const now = Date.now();
    this.#order = Math.max(this.#order + 1, now);
    const entry: OutboxEntry = {
      ...draft,
      senderId: this.#senderId,
      order: this.#order,
      createdAt: new Date(now).toISOString(),
      state: 'queued',
      error: null,
      ...(draft.file ? { upload: { progress: 0, state: 'waiting' as const } } : {}),
    };
    if (file) this.#files.keep(entry.id, file);
    this.#own.add(entry.id);
    this.#entries.set(entry.id, entry);
    this.#changed();
    const promise = this.#waiters.promise(entry.id);
    // Kept first: what was sent but not kept could not be repeated after a crash.
    void this.#put(entry, file).then(() => {
      this.#tabs.tell({ kind: 'put', entry, ...(file ? { file } : {}) });
      return this.#run(entry.conversationId);
    });
    return promise;
  }

  /** Sends a failed one again; `anyway`: also if a colleague has answered. */
  retry(id: string, { anyway = false }: { anyway?: boolean } = {}): void {
    const entry = this.#entries.get(id);
    if (entry?.state !== 'failed') return;
    const queued = queuedAgain(entry, anyway);
    this.#entries.set(id, queued);
    this.#changed();
    void this.#put(queued).then(() => {
      this.#tabs.tell({ kind: 'put', entry: queued });
      return this.#run(entry.conversationId);
    });
  }

  /** Forgets one that is not on its way to being stored; an upload is given up. */
  discard(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.state === 'sending') return;
    this.#giveUp(entry);
    this.#tabs.tell({ kind: 'discarded', id });
  }

  /** The file that goes, or has lately gone, with a message. */
  fileOf(id: string): Blob | undefined {
    return this.#files.get(id);
  }

  /** Everything that waits is tried now. */
  flush(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
    this.#uploads.wake();
    for (const { conversationId } of this.#entries.values()) void this.#run(conversationId);
  }

  /** Stored: learnt from the answer, or from another door when the answer was lost. */
  stored(message: Message): void {
    const id = message.clientMessageId;
    if (id === null || message.conversationId !== this.#entries.get(id)?.conversationId) return;
    this.#uploads.cancel(id);
    this.#files.sent(id);
    this.#remove(id);
    this.#waiters.resolve(id, message);
    if (this.#leads) this.#tabs.tell({ kind: 'stored', message });
  }

  /** Forgets everything, here and in the store: the person has signed out. */
  async clear(): Promise<void> {
    const ids = [...this.#entries.keys()];
    this.#tabs.tell({ kind: 'cleared' });
    this.close();
    await Promise.all(ids.map((id) => this.#write(() => this.#settings.outbox.remove(id))));
  }

  close(): void {
    this.#closed.abort();
    this.#wake.abort();
    this.#uploads.close();
    this.#tabs.close();
    this.#waiters.close();
  }

  /** It is this tab that sends from now on: it goes on with what the store holds. */
  async #lead(): Promise<void> {
    if (this.#loaded) await this.#takeOver();
    if (this.#closed.signal.aborted) return;
    this.#leads = true;
    for (const { id, state } of this.#entries.values()) if (state === 'sending') this.#set(id, { state: 'queued' });
    this.flush();
  }

  /** What the tab before has noted last; what it has settled, and could not tell of, is not in the store any more. */
  async #takeOver(): Promise<void> {
    await this.#lastWrite;
    const stored = await this.#stored();
    if (!stored) return;
    const ids = new Set(stored.map(({ id }) => id));
    for (const { id } of [...this.#entries.values()]) {
      if (!ids.has(id) && !this.#own.has(id)) this.#entries.delete(id);
    }
    for (const entry of stored) {
      // The tab before noted how far it was, and ended before it learnt of that.
      if (this.#settled.has(entry.id)) this.#remove(entry.id);
      else this.#entries.set(entry.id, withoutProgress(entry));
    }
    this.#changed();
  }

  /** This person's: others' wait until they sign in again. Undefined when it cannot be read. */
  async #stored(): Promise<OutboxEntry[] | undefined> {
    try {
      const all = await inTime(this.#settings.outbox.all());
      return all.filter(({ senderId }) => senderId === this.#senderId);
    } catch (error) {
      this.#settings.onStorageError(error, 'outbox');
      return undefined;
    }
  }

  /** What another tab has done. */
  #learn(news: OutboxNews): void {
    if (this.#closed.signal.aborted) return;
    if (news.kind === 'put') {
      this.#learnEntry(news.entry, news.file);
      return;
    }
    if (news.kind === 'stored') {
      this.#doors.onStored(news.message);
      return;
    }
    const ids = news.kind === 'cleared' ? [...this.#entries.keys()] : [news.id];
    for (const id of ids) {
      this.#settled.add(id);
      const entry = this.#entries.get(id);
      // Once more from the store: an upload may have noted how far it is since.
      if (entry) this.#giveUp(entry);
    }
  }

  #learnEntry(entry: OutboxEntry, file: Blob | undefined): void {
    if (this.#settled.has(entry.id)) return;
    const known = this.#entries.get(entry.id);
    // Whoever leads knows better what it is about itself.
    if (entry.senderId !== this.#senderId || (this.#leads && known && known.state !== 'failed')) return;
    if (file) this.#files.keep(entry.id, file);
    this.#entries.set(entry.id, entry);
    this.#order = Math.max(this.#order, entry.order);
    this.#changed();
    if (entry.state === 'failed') this.#waiters.reject(entry.id, refusal(entry));
    else void this.#run(entry.conversationId);
  }

  async #run(conversationId: string): Promise<void> {
    if (!this.#loaded || !this.#leads) return;
    for (const { id, conversationId: its, state, file, media } of this.#sorted()) {
      if (its === conversationId && state === 'queued' && file && !media) this.#uploads.start(id);
    }
    if (this.#running.has(conversationId)) return;
    this.#running.add(conversationId);
    try {
      for (let attempt = 0; !this.#closed.signal.aborted; ) {
        const entry = this.#next(conversationId);
        // What follows a file waits for it: when it is uploaded this begins again.
        if (!entry || (entry.file && !entry.media)) return;
        const done = await this.#attempt(entry, attempt);
        attempt = done ? 0 : attempt + 1;
      }
    } finally {
      this.#running.delete(conversationId);
    }
  }

  /** Resolves with whether it is settled; if not, after a wait. */
  async #attempt(entry: OutboxEntry, attempt: number): Promise<boolean> {
    this.#set(entry.id, { state: 'sending' });
    try {
      const message = await this.#doors.send(entry);
      if (!this.#closed.signal.aborted) this.#doors.onStored(message);
      return true;
    } catch (error) {
      const why = toChatError(error);
      if (!this.#entries.has(entry.id) || this.#closed.signal.aborted) return true;
      if (!why.temporary && !isAboutSignIn(why)) {
        this.#fail(entry.id, why);
        return true;
      }
      this.#set(entry.id, { state: 'queued' });
      // What the server asks for is waited for, whatever wakes us.
      await pause((why.retryAfter ?? 0) * 1_000, this.#closed.signal);
      await pause(backoff(attempt, retries), this.#wake.signal);
      return false;
    }
  }

  async #upload(id: string, signal: AbortSignal, onProgress: (share: number) => void): Promise<Media> {
    let file = await this.#files.load(id);
    let about = this.#entries.get(id)?.file;
    if (!file || !about) throw new ChatError('FILE_LOST', 'The file is not here any more', { temporary: false });
    if (about.shrink) {
      file = await this.#doors.shrink(file);
      if (signal.aborted) throw abortedError();
      // Kept as it is uploaded: only the same bytes can be gone on with.
      this.#files.keep(id, file);
      about = { ...about, size: file.size, format: file.type, shrink: false };
      void this.#note(id, { file: about }, file);
    }
    const { uploadId: _, ...unbegun } = about;
    return this.#doors.upload(about, file, {
      signal,
      onProgress,
      onUpload: (uploadId) => {
        if (!signal.aborted) void this.#note(id, { file: uploadId ? { ...unbegun, uploadId } : unbegun });
      },
    });
  }

  #uploaded(id: string, media: Media): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (media.status === 'failed') {
      const { code, message } = media.error ?? { code: 'UNPROCESSABLE_MEDIA', message: 'This file cannot be used' };
      this.#fail(id, new ChatError(code, message, { temporary: false }));
      return;
    }
    const upload = { progress: 1, state: 'uploaded' as const };
    // Before it is sent: a message that is repeated must carry the same media.
    void this.#note(id, { media, messageType: media.type, upload }).then(() => this.#run(entry.conversationId));
  }

  #next(conversationId: string): OutboxEntry | undefined {
    return this.#sorted().find((entry) => entry.conversationId === conversationId && entry.state === 'queued');
  }

  #sorted(): OutboxEntry[] {
    return [...this.#entries.values()].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  }

  #fail(id: string, why: ChatError): void {
    const upload = this.#entries.get(id)?.upload;
    const failed = upload && !this.#entries.get(id)?.media ? { upload: { ...upload, state: 'failed' as const } } : {};
    void this.#note(id, { ...failed, state: 'failed', error: { code: why.code, message: why.message } });
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#waiters.reject(id, refusal(entry));
    // It may have held up others.
    void this.#run(entry.conversationId);
  }

  #giveUp(entry: OutboxEntry): void {
    const { id, file, media, conversationId } = entry;
    this.#uploads.cancel(id);
    if (this.#leads && file?.uploadId && !media) this.#doors.endUpload(file.uploadId);
    this.#files.drop(id);
    this.#remove(id);
    this.#waiters.reject(id, new ChatError('ABORTED', 'Discarded', { temporary: false }));
    void this.#run(conversationId);
  }

  /** A change that outlives the process; resolves when it does. */
  #note(id: string, change: Partial<OutboxEntry>, file?: Blob): Promise<void> {
    this.#set(id, change);
    const entry = this.#entries.get(id);
    return entry ? this.#put(entry, file) : Promise.resolve();
  }

  #set(id: string, change: Partial<OutboxEntry>): void {
    const before = this.#entries.get(id);
    if (!before) return;
    const entry = { ...before, ...change };
    this.#entries.set(id, entry);
    this.#changed();
    this.#tabs.tell({ kind: 'put', entry });
  }

  #remove(id: string): void {
    this.#settled.add(id);
    this.#entries.delete(id);
    this.#changed();
    void this.#write(() => this.#settings.outbox.remove(id));
  }

  #changed(): void {
    if (!this.#closed.signal.aborted) this.#doors.onChange(this.#sorted());
  }

  #put(entry: OutboxEntry, file?: Blob): Promise<void> {
    const { outbox, onStorageError } = this.#settings;
    return this.#write(() =>
      outbox.put(entry, file).catch((error) => {
        if (!file) throw error;
        // There may be no room for the file: then at least the message is not forgotten.
        onStorageError(error, 'outbox');
        return outbox.put(entry);
      }),
    );
  }

  /** A store that fails costs the reload, not the message. */
  #write(write: () => Promise<void>): Promise<void> {
    const done = this.#lastWrite
      .then(() => inTime(write()))
      .catch((error) => this.#settings.onStorageError(error, 'outbox'));
    this.#lastWrite = done;
    return done;
  }
}

/** A store that does not answer is as good as one that fails. */
function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The outbox does not answer')), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const refusal = ({ error }: OutboxEntry) =>
  new ChatError(error?.code ?? 'INTERNAL', error?.message ?? 'Refused', { temporary: false });

/** As it is kept says nothing of what was under way. */
function withoutProgress(entry: OutboxEntry): OutboxEntry {
  const isUnderWay = entry.state !== 'failed' && entry.file && !entry.media;
  return {
    ...entry,
    state: entry.state === 'sending' ? 'queued' : entry.state,
    ...(isUnderWay ? { upload: { progress: 0, state: 'waiting' as const } } : {}),
  };
}

function queuedAgain({ unlessAnsweredAfter, ...entry }: OutboxEntry, anyway: boolean): OutboxEntry {
  const guard = anyway || unlessAnsweredAfter === undefined ? {} : { unlessAnsweredAfter };
  const queued = { ...entry, ...guard, state: 'queued' as const, error: null };
  if (!entry.file || (entry.media && notForItsFile.includes(entry.error?.code ?? ''))) return queued;
  const { uploadId: _, ...file } = entry.file;
  return { ...queued, file, media: null, upload: { progress: 0, state: 'waiting' } };
}
