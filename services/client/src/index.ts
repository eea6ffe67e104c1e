export type { Conversation, ConversationStatus, Media, Message, Profile, Role } from '@samvad/contract';
export {
  type KeyValueStorage,
  MemorySessionStore,
  type Session,
  type SessionStore,
  StorageSessionStore,
} from './auth/session-store.js';
export { ChatClient, createChatClient, type Draft, type Sending, type StateCheck } from './chat-client.js';
export { ChatError, type ChatErrorCode } from './chat-error.js';
export type { CachedMessages, HistoryCache } from './history/history-cache.js';
export type { ChatClientOptions, StoragePlace, Timings } from './options.js';
export { MemoryOutboxStore, type OutboxStore } from './outbox/outbox-store.js';
export { StorageOutbox } from './outbox/storage-outbox.js';
export type { ConversationFilter } from './rest/rest.js';
export type {
  ChatMessage,
  ChatState,
  ConnectionState,
  MessageState,
  OpenConversation,
  OutboxEntry,
  OutboxFile,
  Typist,
  UploadState,
  Viewer,
} from './store/chat-state.js';
export { Store } from './store/store.js';
export type { DraftFile } from './uploads/draft-file.js';
export { type ShrinkOptions, shrinkImage } from './uploads/shrink-image.js';
export type { UploadOptions, UploadSource } from './uploads/upload-source.js';
