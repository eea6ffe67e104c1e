import Type, { type Static } from 'typebox';

/** The body of every REST answer that is not a success: Fastify's shape with a stable machine code. */
export const RestError = Type.Object({
  statusCode: Type.Integer({ description: 'The HTTP status' }),
  code: Type.String({ description: 'SCREAMING_SNAKE, stable' }),
  error: Type.String({ description: "The status' standard phrase" }),
  message: Type.String({ description: 'For people; its wording may change' }),
  requestId: Type.String({ description: 'Name it when asking for help' }),
});
export type RestError = Static<typeof RestError>;
