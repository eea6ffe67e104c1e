import { AppError, type MediaType } from '@samvad/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { type MediaRow, mediaColumns, type StoredVariant } from './media-row.js';

export interface NewUpload {
  id?: string;
  ownerId: string;
  name: string;
  type: MediaType;
  /** MIME type. */
  format: string;
  /** Bytes it has, or is declared to have at most. */
  size: number;
  /** How long it may take to arrive. */
  expiresInSeconds: number;
}

/** An upload of which all bytes are stored, as they turned out to be. */
export interface SeenUpload {
  id: string;
  type: MediaType;
  format: string;
  /** Bytes. */
  size: number;
}

export interface FinishedMedia {
  type: MediaType;
  format: string;
  size: number;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  previewHash: string | null;
  waveform: number[] | null;
  variants: StoredVariant[];
}

export type Preview = Pick<FinishedMedia, 'width' | 'height' | 'durationMs' | 'previewHash'>;

/** The quota is of uploads in this time. */
const quotaHours = 24;
/** SQL for the bytes that count against the quota of the person that the placeholder stands for. */
const usedOfQuota = (owner: string) => `select coalesce(sum(upload_size), 0) as used from media
  where owner_id = ${owner} and created_at > now() - make_interval(hours => ${quotaHours}) and status <> 'expired'`;

/**
 * What happens to an upload: `uploading` → `processing` → `ready` or `failed`, once. Each step is one statement that says
 * whether it was the one to take it, so nothing depends on who is told twice, late or not at all.
 */
export class MediaLifecycle {
  readonly #db: Database;
  readonly #config: Config;

  constructor(db: Database, config: Config) {
    this.#db = db;
    this.#config = config;
  }

  /**
   * Makes the row, before any byte is stored. Throws `QUOTA_EXCEEDED` when the person has uploaded more than
   * `MEDIA_QUOTA_BYTES` within a day.
   */
  async begin(upload: NewUpload): Promise<MediaRow> {
    const { id = uuidv7(), ownerId, name, type, format, size, expiresInSeconds } = upload;
    const row = await this.#one(
      `insert into media as m (id, owner_id, name, type, format, upload_size, size, status, expires_at)
        select $1, $2, $3, $4, $5, $6::bigint, $6::bigint, 'uploading', now() + make_interval(secs => $7)
        where (${usedOfQuota('$2')}) + $6::bigint <= $8::bigint
        returning ${mediaColumns}`,
      [id, ownerId, name, type, format, size, expiresInSeconds, this.#config.MEDIA_QUOTA_BYTES],
    );
    if (!row) throw new AppError('QUOTA_EXCEEDED', { retryAfter: 3600 });
    return row;
  }

  /** The upload while it arrives; undefined once it has, or when it is not the owner's. */
  uploading(id: string, ownerId?: string): Promise<MediaRow | undefined> {
    return this.#one(
      `select ${mediaColumns} from media m where m.id = $1 and m.status = 'uploading' and ($2::uuid is null or m.owner_id = $2)`,
      [id, ownerId ?? null],
    );
  }

  /** All bytes are stored: it may be attached, and is to be worked on. Undefined when it was not `uploading` any more. */
  async accept(id: string, seen: Omit<SeenUpload, 'id'>): Promise<MediaRow | undefined> {
    const [row] = await this.acceptAll([{ id, ...seen }]);
    return row;
  }

  /** The same for several, in their order: all of them or, when one was not `uploading` any more, none. */
  async acceptAll(uploads: readonly SeenUpload[]): Promise<MediaRow[]> {
    const { rows } = await this.#db.pool.query<MediaRow>(
      `with seen as (
          select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) as s (id, type, format, size)
        ), whole as (
          select u.id from media u join seen using (id) where u.status = 'uploading' order by u.id for update of u
        )
        update media m set status = 'processing', type = s.type, format = s.format, size = s.size, upload_size = s.size,
          touched_at = now(), expires_at = now() + make_interval(secs => $5)
        from seen s where m.id = s.id and (select count(*) from whole) = $6 returning ${mediaColumns}`,
      [
        uploads.map(({ id }) => id),
        uploads.map(({ type }) => type),
        uploads.map(({ format }) => format),
        uploads.map(({ size }) => size),
        this.#config.MEDIA_UNATTACHED_SECONDS,
        uploads.length,
      ],
    );
    const place = new Map(uploads.map(({ id }, i) => [id, i]));
    return rows.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  }

  /**
   * Takes an upload on, and counts the attempt, also those of workers that died of it. Undefined when there is nothing to
   * do (any more).
   */
  attempt(id: string): Promise<MediaRow | undefined> {
    return this.#one(
      `update media m set attempts = m.attempts + 1, touched_at = now()
        where m.id = $1 and m.status = 'processing' returning ${mediaColumns}`,
      [id],
    );
  }

  /**
   * Says that somebody is at it: what is not touched for long is put into the queue again. False when the attempt of that
   * number is not the newest any more, or the upload has ended or expired.
   */
  async touch(id: string, attempts: number): Promise<boolean> {
    const { rowCount } = await this.#db.pool.query(
      `update media set touched_at = now() where id = $1 and attempts = $2 and status = 'processing'`,
      [id, attempts],
    );
    return rowCount === 1;
  }

  /** Ends the attempt of that number, the newest, as if it had not been made. */
  async giveBack(id: string, attempts: number): Promise<void> {
    await this.#one(
      `update media set attempts = attempts - 1, touched_at = now()
        where id = $1 and attempts = $2 and status = 'processing'`,
      [id, attempts],
    );
  }

  async preview(id: string, { width, height, durationMs, previewHash }: Preview): Promise<void> {
    await this.#one(
      `update media m set width = $2, height = $3, duration_ms = $4, preview_hash = $5, touched_at = now()
        where m.id = $1 and m.status = 'processing'`,
      [id, width, height, durationMs, previewHash],
    );
  }

  /** Undefined when it was not `processing` any more: then its outputs are nobody's. */
  finish(id: string, media: FinishedMedia): Promise<MediaRow | undefined> {
    const { type, format, size, width, height, durationMs, previewHash, waveform, variants } = media;
    return this.#one(
      `update media m set status = 'ready', type = $2, format = $3, size = $4, width = $5, height = $6, duration_ms = $7,
          preview_hash = $8, waveform = $9, variants = $10, touched_at = now()
        where m.id = $1 and m.status = 'processing' returning ${mediaColumns}`,
      [id, type, format, size, width, height, durationMs, previewHash, waveform, JSON.stringify(variants)],
    );
  }

  /** Undefined when it was not `processing` any more. */
  fail(id: string, code: string, message: string): Promise<MediaRow | undefined> {
    return this.#one(
      `update media m set status = 'failed', failure_code = $2, failure_message = $3, touched_at = now()
        where m.id = $1 and m.status = 'processing' returning ${mediaColumns}`,
      [id, code, message],
    );
  }

  /** Uploads that should be worked on and have not been touched for so long: the queue may have lost them. */
  async forgotten(seconds: number, limit: number): Promise<string[]> {
    const { rows } = await this.#db.pool.query<{ id: string }>(
      `select id from media where status = 'processing' and touched_at < now() - make_interval(secs => $1)
        order by touched_at limit $2`,
      [seconds, limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes what nobody attached in time, or never arrived whole, out of everybody's sight, and returns it: first the objects
   * are deleted, then `remove`. Those half deleted before are returned again. What turns out to be attached is kept for good.
   */
  async expire(limit: number): Promise<string[]> {
    const { rows } = await this.#db.pool.query<{ id: string; status: string }>(
      `update media m set
          status = case when attached.yes and m.status <> 'expired' then m.status else 'expired' end,
          expires_at = case when attached.yes and m.status <> 'expired' then null else m.expires_at end
        from (
          select d.id, exists (select 1 from messages s where s.media_id = d.id) as yes
          from (select id from media where expires_at < now() order by expires_at limit $1 for update skip locked) d
        ) attached
        where m.id = attached.id returning m.id, m.status`,
      [limit],
    );
    return rows.filter(({ status }) => status === 'expired').map(({ id }) => id);
  }

  /**
   * An upload that was refused or broken off: nobody has been told of it. It is collected at once. False when it was not
   * `uploading` any more.
   */
  async abandon(id: string): Promise<boolean> {
    const { rowCount } = await this.#db.pool.query(
      `update media m set status = 'expired', expires_at = now() where m.id = $1 and m.status = 'uploading'`,
      [id],
    );
    return rowCount === 1;
  }

  /** Uploads that began over a minute ago and are still `uploading`, those looked at longest ago first. */
  async stalled(limit: number): Promise<string[]> {
    const { rows } = await this.#db.pool.query<{ id: string }>(
      `update media m set touched_at = now() from (
          select id from media where expires_at is not null and status = 'uploading'
            and touched_at < now() - interval '1 minute' order by touched_at limit $1 for update skip locked
        ) s where m.id = s.id returning m.id`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Bytes that the person may still upload for now, and those under way counted. */
  async quotaLeft(ownerId: string): Promise<number> {
    const { rows } = await this.#db.pool.query<{ used: string }>(usedOfQuota('$1'), [ownerId]);
    return Math.max(0, this.#config.MEDIA_QUOTA_BYTES - Number(rows[0]?.used ?? 0));
  }

  /** After its objects are gone. */
  async remove(id: string): Promise<void> {
    await this.#one(`delete from media where id = $1 and status = 'expired'`, [id]);
  }

  async #one(text: string, values: unknown[]): Promise<MediaRow | undefined> {
    const { rows } = await this.#db.pool.query<MediaRow>(text, values);
    return rows[0];
  }
}
