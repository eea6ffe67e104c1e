import type { Conversation, Media, MediaType, Message, Profile } from '@samvad/contract';
import type { ChatErrorCode } from '../chat-error.js';

/** `online` means: connected, and everything that was missed has been fetched. */
export type ConnectionState =
  | { readonly status: 'offline' | 'connecting' | 'syncing' | 'online' | 'signedOut' }
  /** The server does not want this connection, for now; it is tried again, rarely. */
  | { readonly status: 'refused'; readonly code: string };

/**
 * `queued` is kept here and will be sent; `sending` is on its way; `sent` is stored by the server; `delivered` has reached
 * a device of the other side; `read` has been read there; `failed` was refused, and waits for `retry` or `discard`.
 */
export type MessageState = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** A message as a screen shows it. `_id` and `seq` are null until the server has stored it. */
export interface ChatMessage extends Omit<Message, '_id' | 'seq'> {
  readonly _id: string | null;
  readonly seq: number | null;
  readonly state: MessageState;
  /** Why it is `failed`. */
  readonly error: { readonly code: ChatErrorCode; readonly message: string } | null;
  /** The file that goes with it, while it is here; its bytes: `client.fileOf`. Once stored, `mediaId` says it all. */
  readonly file?: OutboxFile;
  /** How far the file is. */
  readonly upload?: UploadState;
}

/** A file that waits to be uploaded, or is. */
export interface OutboxFile {
  readonly name: string;
  readonly type: MediaType;
  /** Bytes. Falls when a picture is shrunk before it is uploaded. */
  readonly size: number;
  /** MIME type; empty where it is not known. */
  readonly format: string;
  /** To be made smaller before it is uploaded. */
  readonly shrink: boolean;
  /** The resumable upload that has begun. */
  readonly uploadId?: string;
}

export interface UploadState {
  /** 0 to 1; never falls while it is tried. */
  readonly progress: number;
  /** `waiting` for its turn, or for the network; `uploaded`: the message itself is next. */
  readonly state: 'waiting' | 'uploading' | 'uploaded' | 'failed';
}

/** What is not stored by the server yet. */
export interface OutboxEntry {
  /** The clientMessageId: the same however often it is sent. */
  readonly id: string;
  readonly conversationId: string;
  readonly senderId: string;
  /** Entries go out in ascending order, conversation by conversation. */
  readonly order: number;
  readonly messageType: 'text' | 'image' | 'video' | 'audio' | 'file';
  readonly content: string;
  readonly media: Media | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly state: 'queued' | 'sending' | 'failed';
  readonly error: { readonly code: ChatErrorCode; readonly message: string } | null;
  /** Uploaded first; `media` is what has become of it. */
  readonly file?: OutboxFile;
  readonly upload?: UploadState;
  /** Agents and admins: not to be sent if a colleague has written after this `seq`. */
  readonly unlessAnsweredAfter?: number;
}

export interface OpenConversation {
  /** Ascending `seq` without a gap; what is not stored yet comes last. */
  readonly messages: readonly ChatMessage[];
  /** There are older ones: `loadOlder`. */
  readonly hasOlder: boolean;
  /** The latest messages have been loaded. */
  readonly ready: boolean;
}

export interface Typist {
  readonly userId: string;
  readonly userName: string;
}

/** An agent or admin who has a conversation open. */
export interface Viewer {
  readonly userId: string;
  readonly userName: string;
}

/** Everything there is to show. A new object after every change; what has not changed stays the same object. */
export interface ChatState {
  readonly connection: ConnectionState;
  readonly me: Profile | null;
  /** Newest `updatedAt` first. The people in them carry their presence. */
  readonly conversations: readonly Conversation[];
  /** The list has been loaded at least once. */
  readonly ready: boolean;
  readonly unreadTotal: number;
  readonly open: Readonly<Record<string, OpenConversation>>;
  readonly typing: Readonly<Record<string, readonly Typist[]>>;
  /** Who else, of the agents and admins, has an open conversation before them. Customers are not told. */
  readonly viewers: Readonly<Record<string, readonly Viewer[]>>;
  readonly outbox: readonly OutboxEntry[];
}

export const initialState: ChatState = {
  connection: { status: 'signedOut' },
  me: null,
  conversations: [],
  ready: false,
  unreadTotal: 0,
  open: {},
  typing: {},
  viewers: {},
  outbox: [],
};
