import { isId } from '@samvad/core';
import type { FastifyRequest } from 'fastify';

/** The conversation that a request's path names, for logs and traces. Undefined when it names none, or nonsense. */
export function conversationOf({ params, routeOptions }: FastifyRequest): string | undefined {
  const { conversationId, id } = (params ?? {}) as { conversationId?: string; id?: string };
  const named = conversationId ?? (routeOptions.url?.includes('/chat/conversations/') ? id : undefined);
  return named !== undefined && isId(named) ? named : undefined;
}
