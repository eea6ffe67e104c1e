import { AppError, type MediaType, mediaTypes } from '@samvad/contract';
import {
  type Actor,
  type Config,
  discardUpload,
  enqueue,
  largestUpload,
  type MediaRow,
  requireDeclared,
  type SeenUpload,
  type UploadPlace,
} from '@samvad/core';
import type { FastifyRequest } from 'fastify';
import { multipartParts } from './multipart-parts.js';
import { storeFile } from './store-file.js';

/**
 * Receives the files of one multipart request, straight into the storage, and hands them to the workers. All of them, or
 * none: when one is refused, or the request breaks off, nothing is left.
 */
export async function receiveFiles(place: UploadPlace, request: FastifyRequest, actor: Actor): Promise<MediaRow[]> {
  const { core } = place;
  const length = Number(request.headers['content-length'] ?? Infinity);
  if (length !== Infinity && length > largestRequest(core.config)) throw new AppError('PAYLOAD_TOO_LARGE');
  const stored: SeenUpload[] = [];
  let declared: MediaType | undefined;
  try {
    for await (const part of multipartParts(request, core.config)) {
      if (part.type === 'field') {
        if (part.fieldname === 'type') declared = toType(part.value, declared);
        continue;
      }
      if (part.fieldname !== 'file') throw refusal('A file must be in the field "file"');
      const { file: bytes, filename: name = 'file' } = part;
      stored.push(await storeFile(place, { ownerId: actor.userId, name, bytes, declared, atMost: length }));
    }
    if (stored.length === 0) throw refusal('The field "file" is missing');
    if (!declared) throw refusal('The field "type" is missing');
    // It may have come after the files.
    for (const seen of stored) requireDeclared(seen, declared);
    const rows = await core.mediaLifecycle.acceptAll(stored);
    if (rows.length === 0) throw new AppError('OVERLOADED', { message: 'The upload took too long' });
    await enqueue(
      place,
      rows.map(({ id }) => id),
    );
    return rows;
  } catch (error) {
    await Promise.all(stored.map(({ id }) => discardUpload(place, id)));
    throw error;
  }
}

/** What says it has more is not even begun. */
const largestRequest = (config: Config) =>
  config.MEDIA_FILES_PER_REQUEST * Math.max(...mediaTypes.map((type) => largestUpload(config, type))) + 1_000_000;

const refusal = (message: string) => new AppError('VALIDATION', { message });

function toType(value: unknown, before: MediaType | undefined): MediaType {
  const type = mediaTypes.find((one) => one === value);
  if (!type) throw refusal(`The field "type" must be one of ${mediaTypes.join(', ')}`);
  if (before && before !== type) throw refusal('There are two fields "type"');
  return type;
}
