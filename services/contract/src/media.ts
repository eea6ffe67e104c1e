import Type, { type Static } from 'typebox';
import { Id, nullable } from './scalars.js';

export const mediaTypes = ['image', 'video', 'audio', 'file'] as const;
export type MediaType = (typeof mediaTypes)[number];

/** What is made of an upload: `full` is what `url` shows, the others are lighter ones for small screens and poor networks. */
export const mediaVariants = ['full', 'desktop', 'phone', 'thumbnail'] as const;
export type MediaVariant = (typeof mediaVariants)[number];

const Bytes = Type.Integer({ minimum: 0, description: 'Bytes' });
const Pixels = nullable(Type.Integer({ minimum: 1, description: 'Pixels' }));
const SignedUrl = Type.String({
  description: 'Signed, for a bare `<img src>`; stable for about an hour, then asked for anew by GET /chat/media/:id',
});

export const MediaVariantInfo = Type.Object({
  name: Type.Enum(mediaVariants),
  url: SignedUrl,
  format: Type.String({ description: 'MIME type' }),
  size: Bytes,
  width: Pixels,
  height: Pixels,
});

export const Media = Type.Object({
  _id: Id,
  name: Type.String({ description: 'The name the file had; to be shown, never to be trusted' }),
  type: Type.Enum(mediaTypes, { description: 'What the bytes are, whatever was declared' }),
  url: nullable(SignedUrl),
  format: Type.String({ description: 'MIME type of what `url` shows' }),
  size: Bytes,
  width: Pixels,
  height: Pixels,
  durationMs: nullable(Type.Integer({ minimum: 0, description: 'Milliseconds' })),
  thumbnailUrl: nullable(SignedUrl),
  previewHash: nullable(Type.String({ description: 'ThumbHash in base64: a blurred picture in some 30 bytes' })),
  waveform: nullable(Type.Array(Type.Integer({ minimum: 0, maximum: 100 }), { description: 'Peaks, for audio' })),
  status: Type.Enum(['processing', 'ready', 'failed'], { description: 'Urls are null unless `ready`' }),
  variants: Type.Array(MediaVariantInfo, { description: 'All there is to choose from, once `ready`' }),
  error: nullable(Type.Object({ code: Type.String(), message: Type.String() }, { description: 'Why it is `failed`' })),
});
export type Media = Static<typeof Media>;

export const MediaAnswer = Type.Object({ data: Media });
export const MediaListAnswer = Type.Object({ data: Type.Array(Media) });

/** Asked before an upload, so that nobody sends 50 MB over a poor network to hear no. */
export const MediaCheckBody = Type.Object({
  type: Type.Enum(mediaTypes),
  size: Type.Integer({ minimum: 0, description: 'Bytes' }),
  format: Type.Optional(Type.String({ description: 'MIME type, where it is known' })),
});
export const MediaCheckAnswer = Type.Object({
  data: Type.Object({
    accepted: Type.Boolean(),
    maxSize: Type.Integer({ description: 'Bytes a file of this type may have' }),
    code: nullable(Type.String({ description: 'What the upload would be refused with' })),
    reason: nullable(Type.String()),
  }),
});
export type MediaCheckAnswer = Static<typeof MediaCheckAnswer>;
