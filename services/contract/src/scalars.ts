import Type, { type TSchema, type TSchemaOptions } from 'typebox';

/** Ids are opaque to clients: whatever it looks like, a string that names nothing is `NOT_FOUND`. */
export const Id = Type.String({ minLength: 1, maxLength: 128, description: 'Opaque id' });

export const Timestamp = Type.String({ description: 'ISO 8601, UTC, with milliseconds' });

export const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Position in the conversation: 1, 2, 3, …; 0 is before the first message',
});

/**
 * The schema in other words. A copy by `{ ...schema }` would be one that TypeBox does not recognise any more: what comes as
 * text in a query would not become a number.
 */
export const described = <T extends TSchema>(schema: T, description: string): T => {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema)) as T;
  return Object.assign(copy, { description });
};

/** The schema, or null. `options` describes the two together. */
export const nullable = <T extends TSchema>(schema: T, options: TSchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options);

/** How a list that goes on with a cursor says so. */
export const CursorPagination = Type.Object(
  {
    limit: Type.Integer({ description: 'How many were asked for, at most' }),
    hasMore: Type.Boolean({ description: 'There is a next page' }),
    nextCursor: nullable(Type.String(), { description: '`cursor` of the next page; null on the last one' }),
  },
  { description: 'Where this page ends' },
);
