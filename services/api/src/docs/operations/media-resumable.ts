import { exampleIds } from '@samvad/contract/docs';
import type { Operations } from '../operation.js';

const id = { example: exampleIds.upload, description: 'The upload; the media has the same id' };
const version = { 'Tus-Resumable': { description: 'The protocol', example: '1.0.0', required: true } };
const answered = { 'Tus-Resumable': { description: 'The protocol', example: '1.0.0' } };
const offset = { description: 'Bytes that are stored', example: '67' };
const mediaId = { description: 'Once it is whole: the id of the media', example: exampleIds.upload };
const expires = { description: 'When an unfinished upload is forgotten', example: 'Sat, 04 Jul 2026 09:00:00 GMT' };
const bytes = {
  type: 'application/offset+octet-stream',
  schema: { type: 'string', contentMediaType: 'application/octet-stream', description: 'The bytes' },
};
const busy = ['NOT_FOUND', 'VALIDATION', 'CONFLICT', 'INSUFFICIENT_STORAGE'] as const;
const refused = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'UNPROCESSABLE_MEDIA'] as const;

/** tus 1.0: any tus client can be pointed at it. */
export const resumableOperations: Operations = {
  'OPTIONS /api/v1/chat/media/resumable': {
    tag: 'Media',
    summary: 'What the resumable upload can do (tus 1.0)',
    answers: {
      204: {
        description: 'Nothing in the body',
        headers: {
          ...answered,
          'Tus-Version': { description: 'Versions of the protocol', example: '1.0.0' },
          'Tus-Extension': {
            description: 'Extensions',
            example: 'creation,creation-with-upload,termination,expiration',
          },
          'Tus-Max-Size': { description: 'Bytes of the largest upload', example: '256000000' },
        },
      },
    },
  },
  'POST /api/v1/chat/media/resumable': {
    tag: 'Media',
    summary: 'Begin a resumable upload (tus 1.0)',
    description:
      'Any tus 1.0 client can be pointed at this url. The body may be empty, or hold the first bytes (creation-with-upload).',
    errors: [...busy, ...refused, 'QUOTA_EXCEEDED'],
    headers: {
      ...version,
      'Upload-Length': { description: 'Bytes of the whole', example: '67', required: true },
      'Upload-Metadata': {
        description: 'In base64: `filename`, `filetype` (MIME type) and `type` (image, video, audio or file)',
        example: 'filename bGVhZi5wbmc=,type aW1hZ2U=',
      },
    },
    answers: {
      201: {
        description: 'It has begun',
        headers: {
          ...answered,
          Location: {
            description: 'Where to send the bytes',
            example: `/api/v1/chat/media/resumable/${exampleIds.upload}`,
          },
          'Upload-Expires': expires,
          'Upload-Media-Id': mediaId,
        },
      },
    },
  },
  'PATCH /api/v1/chat/media/resumable/:id': {
    tag: 'Media',
    summary: 'Send bytes (tus 1.0)',
    description:
      'From `Upload-Offset` on, as many as you like at once; whatever has arrived is kept when the connection breaks. `CONFLICT`: it is not at that offset: ask with HEAD. Sending the last bytes again is answered as the first time.',
    errors: [...busy, ...refused],
    parameters: { id },
    headers: { ...version, 'Upload-Offset': { description: 'Where these bytes belong', example: '0', required: true } },
    requestContent: bytes,
    request: '(the bytes)',
    answers: {
      204: {
        description: 'They are stored',
        headers: { ...answered, 'Upload-Offset': offset, 'Upload-Expires': expires, 'Upload-Media-Id': mediaId },
      },
    },
  },
  'HEAD /api/v1/chat/media/resumable/:id': {
    tag: 'Media',
    summary: 'How far it is (tus 1.0)',
    errors: [...busy, ...refused],
    parameters: { id },
    headers: version,
    answers: {
      200: {
        description: 'Where to go on',
        headers: {
          ...answered,
          'Upload-Offset': offset,
          'Upload-Length': { description: 'Bytes of the whole', example: '67' },
          'Upload-Media-Id': mediaId,
        },
      },
    },
  },
  'DELETE /api/v1/chat/media/resumable/:id': {
    tag: 'Media',
    summary: 'Give it up (tus 1.0)',
    description: '`CONFLICT`: it is whole already.',
    errors: [...busy],
    parameters: { id },
    headers: version,
    answers: { 204: { description: 'It is forgotten', headers: answered } },
  },
};
