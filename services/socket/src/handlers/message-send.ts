import type { Handler } from './handler.js';

/** Resolves after COMMIT. Nothing is awaited before the message is queued, so one device's sends keep their order. */
export const messageSend: Handler<'message:send'> = async ({ core, socket }, payload) => {
  const message = await core.sender.send(socket.data.actor, payload);
  core.metrics.acks.inc({ door: 'socket' });
  return message;
};
