import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Media } from '@samvad/contract';
import {
  type Config,
  type Core,
  decodePacket,
  MediaQueue,
  type MediaRow,
  type MediaStorage,
  openMediaStorage,
  outputKey,
  personRoom,
  roomChannel,
  uploadKey,
} from '@samvad/core';
import {
  type Backends,
  eventually,
  makePerson,
  startBackends,
  type TestPerson,
  testConfig,
  testCore,
} from '@samvad/core/testing';
import { type MediaSample, temporaryDir } from '@samvad/infra/testing';
import type { MediaContext } from '../../src/jobs/media/media-context.js';
import { WorkFolder } from '../../src/jobs/media/work-folder.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { decode } from './decode.js';
import { localPlace, type Place, s3Place } from './media-place.js';
import { startWorkerProcess, type WorkerProcess } from './media-processes.js';

interface Test {
  teardown(work: () => unknown): void;
}

/** Postgres, Redis and a storage, and what an API node does with an upload; the workers are for each test to start. */
export class MediaStack {
  /** Temporary files of the workers that are processes. */
  readonly tmp: string;
  readonly heard: Media[] = [];

  private constructor(
    readonly test: Test,
    readonly backends: Backends,
    readonly place: Place,
    readonly settings: Partial<Config>,
    readonly core: Core,
    readonly storage: MediaStorage,
    readonly queue: MediaQueue,
    readonly owner: TestPerson,
  ) {
    const dir = temporaryDir('media-workers');
    test.teardown(() => dir.remove());
    this.tmp = dir.path;
  }

  static async start(t: Test, kind: 'local' | 's3', overrides: Partial<Config> = {}): Promise<MediaStack> {
    const backends = await startBackends(t);
    const place = await (kind === 's3' ? s3Place(t) : localPlace(t));
    const settings = { MEDIA_SWEEP_MS: 1_000, ...place.settings, ...overrides };
    const core = await testCore(t, backends, settings);
    const storage = await openMediaStorage(core.config, core.log);
    const queue = new MediaQueue(core.config, core.log);
    t.teardown(async () => {
      await queue.close();
      await storage.close();
    });
    const owner = await makePerson(core, 'User');
    const stack = new MediaStack(t, backends, place, settings, core, storage, queue, owner);
    await stack.#listen();
    return stack;
  }

  /** Everything that is told to the uploader. */
  async #listen(): Promise<void> {
    const room = personRoom(this.owner.id);
    this.core.subscriber.on('smessage', (channel: string, wire: string) => {
      // As another node, of which it is no packet coming back.
      const packet = decodePacket(this.core.origin.replace(/./g, '-'), channel, wire);
      if (channel !== roomChannel(room) || !packet || 'json' in packet) return;
      const [event, media] = JSON.parse(packet.frame.slice(1)) as [string, Media];
      if (event === 'media:updated') this.heard.push(media);
    });
    await this.core.subscriber.ssubscribe(roomChannel(room));
  }

  /** What an API node does: the row, the bytes, accepted, and into the queue. */
  async upload({ path, name, type, format }: MediaSample, { queued = true } = {}): Promise<string> {
    const { size } = statSync(path);
    const lifecycle = this.core.mediaLifecycle;
    const { id } = await lifecycle.begin({ ownerId: this.owner.id, name, type, format, size, expiresInSeconds: 3_600 });
    await this.storage.put(uploadKey(id), createReadStream(path), { format, size });
    await lifecycle.accept(id, { type, format, size });
    if (queued) await this.queue.add(id);
    return id;
  }

  /** A worker in this process; ends with the test. */
  async worker(overrides: Partial<Config> = {}): Promise<RunningServer> {
    const server = await startServer(testConfig(this.backends, { ...this.settings, ...overrides }));
    this.test.teardown(() => server.stop());
    return server;
  }

  /** A worker in a process of its own. */
  workerProcess(overrides: Partial<Config> = {}, env: { PATH?: string } = {}): WorkerProcess {
    const config = testConfig(this.backends, { ...this.settings, ...overrides });
    return startWorkerProcess(this.test, config, { TMPDIR: this.tmp, ...env });
  }

  /** What a worker works with, without its queue and its sweeps. */
  async context(): Promise<MediaContext> {
    const folder = await WorkFolder.open();
    this.test.teardown(() => folder.close());
    return { core: this.core, storage: this.storage, queue: this.queue, folder };
  }

  async row(id: string): Promise<MediaRow | undefined> {
    const { rows } = await this.core.db.pool.query('select * from media where id = $1', [id]);
    return rows[0];
  }

  /** The row, once the upload has ended. */
  ended(id: string, deadline = 30_000): Promise<MediaRow> {
    const check = async () => {
      const row = await this.row(id);
      return row && /ready|failed/.test(row.status) ? row : undefined;
    };
    return eventually(check, 'the end of an upload', deadline) as Promise<MediaRow>;
  }

  /** Waits until the uploader has been told of all of these. */
  async told(ids: string[]): Promise<void> {
    const all = () => ids.every((id) => this.heard.some(({ _id }) => _id === id));
    await eventually(all, 'media:updated of every upload');
  }

  /** Makes the sweep think that nobody has worked on it for an hour. */
  async forget(id: string): Promise<void> {
    await this.core.db.pool.query(`update media set touched_at = now() - interval '1 hour' where id = $1`, [id]);
  }

  /** Waits until there is no trace of it. */
  async gone(id: string): Promise<void> {
    const check = async () => !(await this.row(id)) && !(await this.place.list()).some((key) => key.includes(id));
    await eventually(check, 'the end of every trace of an upload', 20_000);
  }

  /** What a `ready` media promises: every object is there, as large as the row says, and can be decoded. Returns names. */
  async checkObjects(row: MediaRow): Promise<string[]> {
    for (const { name, size } of row.variants) {
      const path = join(this.tmp, `${row.id}-${name}`);
      await pipeline(await this.storage.get(outputKey(row.id, name)), createWriteStream(path));
      if (statSync(path).size !== size) throw new Error(`${name} has ${statSync(path).size} bytes, not ${size}`);
      if (row.type !== 'file') await decode(path);
    }
    return row.variants.map(({ name }) => name);
  }

  /** Waits until the storage holds exactly the objects that the rows speak of. */
  async noOrphans(): Promise<void> {
    const check = async () => {
      const { rows } = await this.core.db.pool.query<MediaRow>('select * from media');
      const expected = rows.flatMap(({ id, status, variants }) =>
        status === 'ready'
          ? variants.map(({ name }) => outputKey(id, name))
          : status === 'failed'
            ? []
            : [uploadKey(id)],
      );
      const found = await this.place.list();
      return JSON.stringify(found.sort()) === JSON.stringify(expected.sort());
    };
    await eventually(check, 'a storage that holds what the rows say').catch(async (error) => {
      throw new Error(`${error.message}: it holds ${(await this.place.list()).join(', ')}`);
    });
  }
}
