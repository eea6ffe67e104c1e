import Type, { type TSchema } from 'typebox';

/** Ids are opaque to clients: whatever it looks like, a string that names nothing is `NOT_FOUND`. */
export const Id = Type.String({ minLength: 1, maxLength: 128, description: 'Opaque id' });

export const Timestamp = Type.String({ description: 'ISO 8601, UTC, milliseconds' });

export const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Position in the conversation: 1, 2, 3, …; 0 is before the first message',
});

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
