import type { ClientAnswer, ClientEvent, ClientPayload } from '@samvad/contract';
import type { Core } from '@samvad/core';
import type { FanOut } from '../fan-out.js';
import type { ChatSocket } from '../types.js';
import type { Typing } from '../typing.js';
import type { Viewers } from '../viewers.js';

export interface HandlerContext {
  core: Core;
  fanOut: FanOut;
  typing: Typing;
  viewers: Viewers;
  socket: ChatSocket;
}

/** One event: gets a payload that fits its schema, resolves with the acknowledgement's `data`, or throws an `AppError`. */
export type Handler<E extends ClientEvent> = (
  context: HandlerContext,
  payload: ClientPayload<E>,
) => Promise<ClientAnswer<E>>;
