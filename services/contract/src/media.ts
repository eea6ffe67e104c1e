import Type, { type Static } from 'typebox';
import { described, Id, nullable } from './scalars.js';

export const mediaTypes = ['image', 'video', 'audio', 'file'] as const;
export type MediaType = (typeof mediaTypes)[number];

/** What is made of an upload: `full` is what `url` shows, the others are lighter ones for small screens and poor networks. */
export const mediaVariants = ['full', 'desktop', 'phone', 'thumbnail'] as const;
export type MediaVariant = (typeof mediaVariants)[number];

const Bytes = Type.Integer({ minimum: 0, description: 'Bytes' });
const pixels = (what: string) => nullable(Type.Integer({ minimum: 1 }), { description: `${what} in pixels, or null` });
const SignedUrl = Type.String({
  description: 'Signed, for a bare `<img src>`; stable for about an hour, then asked for anew by GET /chat/media/:id',
});

export const MediaVariantInfo = Type.Object({
  name: Type.Enum(mediaVariants, { description: 'Which one: `full` is the largest, `thumbnail` the smallest' }),
  url: SignedUrl,
  format: Type.String({ description: 'MIME type' }),
  size: Bytes,
  width: pixels('Width'),
  height: pixels('Height'),
});

export const Media = Type.Object({
  _id: Id,
  name: Type.String({ description: 'The name the file had; to be shown, never to be trusted' }),
  type: Type.Enum(mediaTypes, { description: 'What the bytes are, whatever was declared' }),
  url: nullable(SignedUrl, { description: 'Where to see or hear it; signed. Null unless `ready`' }),
  format: Type.String({ description: 'MIME type of what `url` shows' }),
  size: Bytes,
  width: pixels('Width'),
  height: pixels('Height'),
  durationMs: nullable(Type.Integer({ minimum: 0 }), { description: 'Milliseconds, for video and audio' }),
  thumbnailUrl: nullable(SignedUrl, { description: 'A small picture of it; signed. Null where there is none' }),
  previewHash: nullable(Type.String(), {
    description: 'ThumbHash in base64: a blurred picture in some 30 bytes. Null where there is no picture',
  }),
  waveform: nullable(Type.Array(Type.Integer({ minimum: 0, maximum: 100 })), {
    description: 'Peaks from 0 to 100, for audio',
  }),
  status: Type.Enum(['processing', 'ready', 'failed'], { description: 'Urls are null unless `ready`' }),
  variants: Type.Array(MediaVariantInfo, { description: 'All there is to choose from, once `ready`' }),
  error: nullable(
    Type.Object({
      code: Type.String({ description: 'SCREAMING_SNAKE, stable' }),
      message: Type.String({ description: 'For people' }),
    }),
    { description: 'Why it is `failed`; null otherwise' },
  ),
});
export type Media = Static<typeof Media>;

export const MediaAnswer = Type.Object({ data: described(Media, 'The media, with fresh urls') });
export const MediaListAnswer = Type.Object({
  data: Type.Array(Media, { description: 'One for each file, in the order in which they came' }),
});

/** Asked before an upload, so that nobody sends 50 MB over a poor network to hear no. */
export const MediaCheckBody = Type.Object({
  type: Type.Enum(mediaTypes, { description: 'What the file is' }),
  size: Type.Integer({ minimum: 0, description: 'Bytes' }),
  format: Type.Optional(Type.String({ description: 'MIME type, where it is known' })),
});
export const MediaCheckAnswer = Type.Object({
  data: Type.Object(
    {
      accepted: Type.Boolean({ description: 'It would be taken, as far as can be said before its bytes are seen' }),
      maxSize: Type.Integer({ description: 'Bytes a file of this type may have' }),
      code: nullable(Type.String(), { description: 'What the upload would be refused with' }),
      reason: nullable(Type.String(), { description: 'The same for people' }),
    },
    { description: 'The verdict' },
  ),
});
export type MediaCheckAnswer = Static<typeof MediaCheckAnswer>;
