import type { Multipart } from '@fastify/multipart';
import { AppError } from '@samvad/contract';
import type { Config } from '@samvad/core';
import type { FastifyError, FastifyRequest } from 'fastify';

/** Fields that are none of ours are ignored, but not any number of them. */
const otherFields = 10;

/**
 * The parts of a multipart body, one after the other, while it arrives. Throws `VALIDATION` when it is broken, and
 * `PAYLOAD_TOO_LARGE` when it has too many parts.
 */
export async function* multipartParts(request: FastifyRequest, config: Config): AsyncGenerator<Multipart> {
  if (!request.isMultipart()) throw new AppError('UNSUPPORTED_MEDIA_TYPE', { message: 'Send multipart/form-data' });
  const files = config.MEDIA_FILES_PER_REQUEST;
  const parts = request.parts({
    // How large a file may be depends on what it is: see `storeFile`.
    limits: { files, fields: otherFields, parts: files + otherFields, fieldSize: 1_000, fileSize: Infinity, ...small },
    // Some senders give a file no name.
    isPartAFile: (field, _type, name) => name !== undefined || field === 'file',
  });
  try {
    yield* parts;
  } catch (error) {
    throw toError(error as FastifyError);
  }
}

const small = { headerPairs: 20, headerSize: 8_000 };

function toError(cause: FastifyError): AppError {
  if (cause.statusCode === 413)
    return new AppError('PAYLOAD_TOO_LARGE', { message: 'There are too many parts', cause });
  return new AppError('VALIDATION', { message: 'The multipart body is not complete and well formed', cause });
}
