import type { Chapter } from '../check.js';
import { connecting } from './connecting.js';
import { conversations } from './conversations.js';
import { errors } from './errors.js';
import { mediaChapter } from './media.js';
import { messages } from './messages.js';
import { people } from './people.js';
import { presence } from './presence.js';
import { receipts } from './receipts.js';
import { rooms } from './rooms.js';
import { send } from './send.js';
import { shape } from './shape.js';
import { sync } from './sync.js';
import { tokens } from './tokens.js';
import { typing } from './typing.js';

/** Everything that is checked, in the order of the contract's page. */
export const chapters: readonly Chapter[] = [
  shape,
  people,
  conversations,
  messages,
  mediaChapter,
  connecting,
  rooms,
  send,
  receipts,
  typing,
  presence,
  sync,
  tokens,
  errors,
];
