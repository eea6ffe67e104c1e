import { type Media, type MediaType, type MediaVariant, mediaVariants } from '@samvad/contract';
import type { MediaUrls } from './media-urls.js';

export type MediaStatus = 'uploading' | 'processing' | 'ready' | 'failed' | 'expired';

/** One object that was made of an upload. Its key in the storage is `outputKey(id, name)`. */
export interface StoredVariant {
  name: MediaVariant;
  format: string;
  size: number;
  width: number | null;
  height: number | null;
}

export interface MediaRow {
  id: string;
  owner_id: string;
  name: string;
  type: MediaType;
  format: string;
  /** `bigint` comes as text. */
  upload_size: string;
  size: string;
  status: MediaStatus;
  failure_code: string | null;
  failure_message: string | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  preview_hash: string | null;
  waveform: number[] | null;
  variants: StoredVariant[];
  attempts: number;
  created_at: Date;
}

/** Selects `MediaRow`s from media `m`. */
export const mediaColumns = `m.id, m.owner_id, m.name, m.type, m.format, m.upload_size, m.size, m.status, m.failure_code,
  m.failure_message, m.width, m.height, m.duration_ms, m.preview_hash, m.waveform, m.variants, m.attempts, m.created_at`;

/** All that an upload leaves in the storage while it arrives. */
export const uploadPrefix = (id: string) => `incoming/${id}/`;
/** Where the bytes of an upload are until they have been worked on. */
export const uploadKey = (id: string) => `${uploadPrefix(id)}bytes`;
/** Everything that has been made of an upload. */
export const outputPrefix = (id: string) => `media/${id}/`;
export const outputKey = (id: string, variant: MediaVariant) => `${outputPrefix(id)}${variant}`;

/** The media as clients see it; `audience` is whom its urls are for. */
export function toMedia(row: MediaRow, urls: MediaUrls, audience: string): Media {
  const ready = row.status === 'ready';
  const variants = ready
    ? row.variants
        .toSorted((a, b) => mediaVariants.indexOf(a.name) - mediaVariants.indexOf(b.name))
        .map((variant) => ({ ...variant, url: urls.sign(row.id, variant.name, audience) }))
    : [];
  const urlOf = (name: MediaVariant) => variants.find((variant) => variant.name === name)?.url ?? null;
  const url = urlOf('full');
  return {
    _id: row.id,
    name: row.name,
    type: row.type,
    url,
    format: row.format,
    size: Number(row.size),
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    // A picture smaller than a thumbnail is its own.
    thumbnailUrl: urlOf('thumbnail') ?? (row.type === 'image' ? url : null),
    previewHash: row.preview_hash,
    waveform: row.waveform,
    status: row.status === 'ready' || row.status === 'failed' ? row.status : 'processing',
    variants,
    error:
      row.status === 'failed'
        ? { code: row.failure_code ?? 'FAILED', message: row.failure_message ?? 'This file could not be used' }
        : null,
  };
}
