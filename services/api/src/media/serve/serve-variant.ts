import { AppError, type MediaVariant, mediaVariants } from '@samvad/contract';
import { type ByteRange, isId, type MediaRow, ObjectMissingError, outputKey, type StoredVariant } from '@samvad/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MediaPlace } from '../open-media.js';
import { storageFault } from '../storage-fault.js';
import { toByteRange } from './byte-range.js';
import { entityTag, variantHeaders } from './variant-headers.js';

export interface Asked {
  id: string;
  variant: string;
  expires?: string;
  signature?: string;
}

/** Answers a signed url with the object, or the part of it that is asked for. */
export async function serveVariant(place: MediaPlace, asked: Asked, request: FastifyRequest, reply: FastifyReply) {
  const { row, variant, expires } = await findVariant(place, asked);
  const { size } = variant;
  const etag = entityTag(row.id, variant);
  const headers = variantHeaders(row, variant, Math.max(0, Math.floor(expires - Date.now() / 1000)));
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).headers(headers).send();

  const range = isCurrent(request.headers['if-range'], etag, row)
    ? toByteRange(request.headers.range, size)
    : undefined;
  if (range === null) {
    reply.header('content-range', `bytes */${size}`);
    throw new AppError('RANGE_NOT_SATISFIABLE');
  }
  const bytes = request.method === 'HEAD' ? undefined : await open(place, row, variant, range);
  reply.headers(headers).header('content-length', range ? range.end - range.start + 1 : size);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  // A reader who is gone without a word must not hold the object open.
  reply.raw.setTimeout(place.core.config.MEDIA_IDLE_MS, () => reply.raw.destroy());
  return reply.send(bytes);
}

function open({ storage }: MediaPlace, { id }: MediaRow, { name }: StoredVariant, range: ByteRange | undefined) {
  return storage.get(outputKey(id, name), range).catch((error: unknown) => {
    throw error instanceof ObjectMissingError ? new AppError('NOT_FOUND', { cause: error }) : storageFault(error);
  });
}

/** Throws the same `FORBIDDEN` for whatever is wrong with a url, so that nobody learns which media there are. */
async function findVariant({ core }: MediaPlace, { id, variant, expires, signature }: Asked) {
  const name = mediaVariants.find((one) => one === variant);
  const until = /^\d{1,12}$/.test(expires ?? '') ? Number(expires) : 0;
  if (!name || !signature || !isId(id) || until * 1000 <= Date.now()) throw refusal();
  const found = await core.media.audiences(id);
  if (!found || !core.media.urls.verify(id, name, { expires: until, signature }, found.audiences)) throw refusal();
  return { ...readyVariant(found.row, name), expires: until };
}

function readyVariant(row: MediaRow, name: MediaVariant): { row: MediaRow; variant: StoredVariant } {
  const variant = row.status === 'ready' ? row.variants.find((one) => one.name === name) : undefined;
  if (!variant) throw new AppError('NOT_FOUND');
  return { row, variant };
}

const refusal = () =>
  new AppError('FORBIDDEN', { message: 'This url is not valid, or not any more: GET /chat/media/:id gives a new one' });

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim())) ?? false;
}

/** Whether a part continues what the asker has. */
function isCurrent(ifRange: unknown, etag: string, row: MediaRow): boolean {
  return ifRange === undefined || ifRange === etag || ifRange === row.created_at.toUTCString();
}
