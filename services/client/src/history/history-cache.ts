import type { Conversation, Message } from '@samvad/contract';

/** A conversation's latest messages as they were shown last: ascending `seq` without a gap. */
export interface CachedMessages {
  readonly messages: readonly Message[];
  /** There are older ones on the server. */
  readonly hasOlder: boolean;
}

/**
 * What was shown last, to be shown again before the network is there. Whatever it holds may be old, or missing: the
 * server's answers count. It is kept by person; a call that rejects costs speed, never anything else.
 */
export interface HistoryCache {
  /** Newest first. */
  conversations(personId: string): Promise<readonly Conversation[]>;
  messages(personId: string, conversationId: string): Promise<CachedMessages | undefined>;
  /** Instead of what was there. */
  putConversations(personId: string, conversations: readonly Conversation[]): Promise<void>;
  /** Instead of what was there. Only so many conversations need be kept, the latest put. */
  putMessages(personId: string, conversationId: string, latest: CachedMessages): Promise<void>;
  removeMessages(personId: string, conversationId: string): Promise<void>;
  /** Everything of this person. */
  clear(personId: string): Promise<void>;
}
