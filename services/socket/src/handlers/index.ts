import type { ClientEvent } from '@samvad/contract';
import { authRefresh } from './auth-refresh.js';
import { conversationJoin } from './conversation-join.js';
import { conversationLeave } from './conversation-leave.js';
import { conversationMarkAllRead } from './conversation-mark-all-read.js';
import type { Handler } from './handler.js';
import { messageDelivered } from './message-delivered.js';
import { messageRead } from './message-read.js';
import { messageSend } from './message-send.js';
import { sync } from './sync.js';
import { typingStart } from './typing-start.js';
import { typingStop } from './typing-stop.js';

export type { HandlerContext } from './handler.js';

/** Everything a client can ask of a socket node. */
export const handlers: { [E in ClientEvent]: Handler<E> } = {
  'conversation:join': conversationJoin,
  'conversation:leave': conversationLeave,
  'conversation:mark-all-read': conversationMarkAllRead,
  'message:send': messageSend,
  'message:read': messageRead,
  'message:delivered': messageDelivered,
  'typing:start': typingStart,
  'typing:stop': typingStop,
  sync,
  'auth:refresh': authRefresh,
};
