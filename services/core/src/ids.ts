const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Ids are opaque to clients: one that is not of our form names nothing, and must not reach Postgres. */
export const isId = (text: string): boolean => uuid.test(text);

/** A message is named by its place, so no further index is needed to find it. */
export const messageId = (conversationId: string, seq: number): string => `${conversationId}.${seq}`;

/** The `seq` that a message id of this conversation names; undefined for any other. */
export function seqOfMessageId(conversationId: string, id: string): number | undefined {
  const prefix = `${conversationId}.`;
  const digits = id.slice(prefix.length);
  return id.startsWith(prefix) && /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : undefined;
}

/** Past every conversation's head, and Postgres' greatest integer. */
export const mostSeq = 2_147_483_647;

/** A position as Postgres can hold it. */
export const clampSeq = (seq: number): number => Math.min(Math.max(seq, 0), mostSeq);
