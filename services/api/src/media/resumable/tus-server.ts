import { AppError, type MediaType, mediaTypes } from '@samvad/contract';
import {
  type Actor,
  cleanFileName,
  completeUpload,
  isId,
  largestUpload,
  type MediaRow,
  requireFormat,
  requireSize,
  uploadKey,
} from '@samvad/core';
import { type DataStore, Server, type Upload } from '@tus/server';
import type { MediaPlace } from '../open-media.js';
import { RedisLocker } from './redis-lock.js';
import { ResumableFiles } from './resumable-files.js';

export const resumablePath = '/api/v1/chat/media/resumable';
/** Bytes are kept, and are removed again; neither uploads of unknown length nor ones made of several are taken. */
const extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];

/** What is known of a request beyond what tus says. */
export interface Conversation {
  actor: Actor;
  /** The upload: the one being made, or the one the path names. */
  id: string;
  /** Why it was refused. */
  error?: unknown;
}

export interface Resumable {
  server: Server;
  store: DataStore;
  locker: RedisLocker;
  conversations: WeakMap<Request, Conversation>;
}

/** @tus/server with our rows, locks and storage. An upload's id is that of the media it becomes. */
export async function openResumable(place: MediaPlace): Promise<Resumable> {
  const { core } = place;
  const conversations = new WeakMap<Request, Conversation>();
  const about = (request: object): Conversation => {
    const found = conversations.get(request as Request);
    if (!found) throw new Error('a tus request came from nowhere');
    return found;
  };
  const store = await openStore(place);
  store.extensions = extensions;
  const locker = new RedisLocker(core.redis);
  const server = new Server({
    path: resumablePath,
    datastore: store,
    locker,
    lockDrainTimeout: 200,
    maxSize: Math.max(...mediaTypes.map((type) => largestUpload(core.config, type))),
    // Its ids are keys of the storage; the id in the path is the media's.
    namingFunction: (request) => uploadKey(about(request).id),
    generateUrl: (request, { path }) => `${path}/${about(request).id}`,
    getFileIdFromRequest: (_request, last) => (last !== undefined && isId(last) ? uploadKey(last) : undefined),
    onUploadCreate: async (request, upload) => {
      await begin(place, about(request), upload);
      return {};
    },
    onResponseError: (request, error) => {
      about(request).error = error;
      return undefined;
    },
  });
  return { server, store, locker, conversations };
}

async function openStore({ core: { config }, storage }: MediaPlace): Promise<DataStore> {
  // The SDK is large: who keeps media in a folder does not load it.
  if (storage.kind === 's3') return (await import('./resumable-objects.js')).resumableObjects(config);
  return new ResumableFiles({
    directory: config.MEDIA_DIR,
    expirationPeriodInMilliseconds: config.MEDIA_RESUMABLE_SECONDS * 1_000,
  });
}

/** The row, before anything is stored. Throws what an upload of this kind and size is refused with. */
async function begin({ core }: MediaPlace, { actor, id }: Conversation, { size, metadata }: Upload): Promise<void> {
  const { filename, filetype, type: declared } = metadata ?? {};
  const type = toType(declared, filetype);
  if (size === undefined) throw new AppError('VALIDATION', { message: 'Upload-Length is missing' });
  if (filetype) requireFormat(type, filetype);
  requireSize(core.config, type, size);
  await core.mediaLifecycle.begin({
    ...{ id, ownerId: actor.userId, name: cleanFileName(filename ?? ''), type, size },
    // Not known until the bytes are.
    format: 'application/octet-stream',
    expiresInSeconds: core.config.MEDIA_RESUMABLE_SECONDS,
  });
}

function toType(declared: string | null | undefined, filetype: string | null | undefined): MediaType {
  const of = (text: string | null | undefined) => mediaTypes.find((one) => one === text);
  const type = declared ? of(declared) : (of(filetype?.split('/', 1)[0]) ?? 'file');
  if (!type) throw new AppError('VALIDATION', { message: `"type" must be one of ${mediaTypes.join(', ')}` });
  return type;
}

/** All bytes are there. Counts the upload by how it ends. */
export async function complete(place: MediaPlace, id: string): Promise<MediaRow | undefined> {
  const { metrics } = place.core;
  try {
    const row = await completeUpload(place, id);
    if (row) {
      metrics.mediaUploads.inc({ door: 'resumable', outcome: 'ok' });
      metrics.mediaUploadBytes.inc({ door: 'resumable', type: row.type }, Number(row.upload_size));
    }
    return row;
  } catch (error) {
    const outcome = error instanceof AppError ? error.code : 'INTERNAL';
    metrics.mediaUploads.inc({ door: 'resumable', outcome });
    throw error;
  }
}

export const mediaHeader = (row: MediaRow | undefined): Record<string, string> =>
  row ? { 'Upload-Media-Id': row.id } : {};
