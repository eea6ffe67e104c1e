import Type, { type Static } from 'typebox';
import { described, Seq } from './scalars.js';

/** What a person has not read in a conversation, and what tells which of two such counts is the newer one. */
export const unreadFields = {
  unreadCount: Type.Integer({
    minimum: 0,
    description: "The viewer's own: messages of the other side it has not read",
  }),
  readCount: Type.Integer({
    minimum: 0,
    description:
      "How many of the other side's messages the viewer has read. It only rises, as `lastSeq` does: counts that overtake each other are merged by the greater of each",
  }),
  lastSeq: described(Seq, 'The last message that the count covers'),
};

const UnreadFields = Type.Object(unreadFields);
export type UnreadFields = Static<typeof UnreadFields>;
