import type { Config } from '@samvad/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerGarbage } from './errors.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A body may take its time, as long as some of it keeps coming. */
    slowBody?: boolean;
  }
}

/** For a body of a few kilobytes (ms). */
const bodyMilliseconds = 60_000;
/** For the rest of a body that has been answered already, so that its sender can hear the answer (ms). */
const restMilliseconds = 5_000;
/** A slow body must bring this much in every minute: far less than the slowest phone, more than an attack by drops. */
const slowestBytesPerMinute = 6_000;

/**
 * Ends requests whose body never ends. Node's own limit is one for all routes, and a photo over a poor network takes longer
 * than anybody should have for some JSON.
 */
export async function bodyDeadline(app: FastifyInstance, config: Config): Promise<void> {
  // Fastify wants to close the connection of a body that is too large. Whoever is still writing it would lose the answer: the
  // rest is taken for a moment instead, see below.
  app.addHook('onSend', async (request, reply) => {
    if (hasBody(request) && !request.raw.complete) reply.removeHeader('connection');
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!hasBody(request)) return;
    const end = request.routeOptions.config.slowBody ? watchSlowBody(request, config) : watchBody(request);
    request.raw.once('end', end).once('close', end);
    reply.raw.once('finish', () => {
      end();
      if (!request.raw.complete) takeRest(request);
    });
  });
}

const hasBody = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function watchBody({ raw }: FastifyRequest): () => void {
  const timer = setTimeout(() => {
    answerGarbage(new Error('the body takes too long'), raw.socket);
    raw.socket.destroySoon();
  }, bodyMilliseconds);
  return () => clearTimeout(timer);
}

function watchSlowBody({ raw }: FastifyRequest, config: Config): () => void {
  const cut = () => raw.destroy(new Error('the upload takes too long'));
  raw.setTimeout(config.MEDIA_IDLE_MS, cut);
  const total = setTimeout(cut, config.MEDIA_UPLOAD_SECONDS * 1_000);
  let seen = 0;
  const floor = setInterval(() => {
    if (raw.socket.bytesRead - seen < slowestBytesPerMinute) cut();
    seen = raw.socket.bytesRead;
  }, 60_000);
  return () => {
    clearTimeout(total);
    clearInterval(floor);
    // What is done with the body may take as long as it takes.
    raw.socket.setTimeout(0);
  };
}

/** A connection that is closed on its sender's data loses the answer on the way. */
function takeRest({ raw }: FastifyRequest): void {
  raw.unpipe();
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroy(), restMilliseconds);
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}
