import { exampleIds, media } from '@samvad/contract/docs';
import type { Operations } from '../operation.js';

const id = { example: exampleIds.media, description: 'The media' };
const refused = [
  'VALIDATION',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'UNPROCESSABLE_MEDIA',
  'QUOTA_EXCEEDED',
  'INSUFFICIENT_STORAGE',
] as const;

const binary = { type: 'string', contentMediaType: 'application/octet-stream', description: 'The bytes' };
const cacheHeaders = {
  ETag: { description: 'For `If-None-Match` and `If-Range`', example: `"${exampleIds.media}.full.181204"` },
  'Cache-Control': { description: 'Until the url expires', example: 'private, max-age=3600, immutable' },
};
const size = { 'Content-Length': { description: 'Bytes of the body', example: '181204' } };
const ranges = { 'Accept-Ranges': { description: 'Ranges of bytes are served', example: 'bytes' } };
const variant = {
  id,
  variant: { example: 'full', description: '`full`, `desktop`, `phone` or `thumbnail`' },
  expires: { example: '1783080000', description: 'Part of the signed url (epoch seconds)' },
  signature: { example: 'c2lnbmF0dXJl', description: 'Part of the signed url' },
};
const served = {
  tag: 'Media',
  parameters: variant,
  errors: ['FORBIDDEN', 'NOT_FOUND', 'RANGE_NOT_SATISFIABLE', 'OVERLOADED', 'UNAVAILABLE'],
} as const;
const wantRange = {
  Range: { description: 'One range of bytes; several are answered with the whole', example: 'bytes=0-99' },
};
const urlsOnly =
  'These urls are made by the server (`media.url` and its kin): use them as they are. They need no token, and end when the access of whoever got them ends. `FORBIDDEN`: GET /api/v1/chat/media/{id} gives a new one.';

export const mediaOperations: Operations = {
  'POST /api/v1/chat/media': {
    tag: 'Media',
    summary: 'Upload one or more files in one request',
    description:
      'What the bytes are decides, not the name or the declared type. All files are taken, or none. The answer waits a moment for the workers, so a picture is usually `ready`; otherwise `media:updated` follows. For a poor network use the resumable upload.',
    errors: refused,
    requestContent: {
      type: 'multipart/form-data',
      schema: {
        type: 'object',
        required: ['type', 'file'],
        properties: {
          type: { type: 'string', enum: ['image', 'video', 'audio', 'file'], description: 'What the files are' },
          file: {
            type: 'array',
            items: { type: 'string', contentMediaType: 'application/octet-stream', description: 'The bytes' },
            minItems: 1,
            description: 'The files; the field is repeated for each',
          },
        },
      },
    },
    request: { type: 'image', file: ['(the bytes of leaf.png)'] },
    answers: { 201: { description: 'One media for each file', example: { data: [media] } } },
  },
  'POST /api/v1/chat/media/check': {
    tag: 'Media',
    summary: 'Ask whether an upload would be taken',
    description: 'So that nobody sends 50 MB over a poor network to hear no.',
    request: { type: 'image', size: 2400000, format: 'image/jpeg' },
    answers: {
      200: {
        description: 'Yes, or why not',
        example: { data: { accepted: true, maxSize: 20000000, code: null, reason: null } },
      },
    },
  },
  'GET /api/v1/chat/media/:id': {
    tag: 'Media',
    summary: 'A media with fresh urls',
    description: 'For its uploader and, once a message carries it, the participants of the conversation.',
    errors: ['NOT_FOUND'],
    parameters: { id },
    answers: { 200: { description: 'The media', example: { data: media } } },
  },
  'GET /api/v1/chat/media/:id/:variant': {
    ...served,
    summary: 'The bytes of a media, by a signed url',
    description: urlsOnly,
    headers: wantRange,
    answers: {
      200: {
        description: 'All of it; the type of the content is the media’s `format`',
        content: { type: '*/*', schema: binary },
        headers: { ...ranges, ...size, ...cacheHeaders },
      },
      206: {
        description: 'The range that was asked for',
        content: { type: '*/*', schema: binary },
        headers: {
          'Content-Range': { description: 'Which bytes', example: 'bytes 0-99/181204' },
          ...size,
          ...cacheHeaders,
        },
      },
      304: { description: 'What you have is current', headers: cacheHeaders },
    },
  },
  'HEAD /api/v1/chat/media/:id/:variant': {
    ...served,
    summary: 'Size and type of a media, by a signed url',
    description: urlsOnly,
    answers: {
      200: { description: 'As GET, without the bytes', headers: { ...ranges, ...size, ...cacheHeaders } },
      206: { description: 'As GET with a `Range`, without the bytes' },
      304: { description: 'What you have is current' },
    },
  },
};
