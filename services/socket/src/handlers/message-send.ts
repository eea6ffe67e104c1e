import { measureSend } from '@samvad/core';
import type { Handler } from './handler.js';

/** Resolves after COMMIT. Nothing is awaited before the message is queued, so one device's sends keep their order. */
export const messageSend: Handler<'message:send'> = ({ core, socket }, payload) =>
  measureSend(core.metrics, 'socket', core.sender.send(socket.data.actor, payload));
