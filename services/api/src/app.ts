import cors from '@fastify/cors';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Core, NodeState } from '@samvad/core';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { documentRoutes } from './docs/openapi.js';
import type { MediaPlace } from './media/open-media.js';
import { auth, requireActor } from './plugins/auth.js';
import { bodyDeadline } from './plugins/body-deadline.js';
import { answerError, answerGarbage, errorHandling } from './plugins/errors.js';
import { ops } from './plugins/ops.js';
import { rateLimit } from './plugins/rate-limit.js';
import { tracing } from './plugins/tracing.js';
import { validation } from './plugins/validation.js';
import { adminRoutes } from './routes/admin.js';
import { adminJobRoutes } from './routes/admin-jobs.js';
import { conversationRoutes } from './routes/conversations.js';
import { docsRoutes } from './routes/docs.js';
import { mediaRoutes } from './routes/media.js';
import { resumableRoutes } from './routes/media-resumable.js';
import { messageRoutes } from './routes/messages.js';
import { pushRoutes } from './routes/push.js';
import { userRoutes } from './routes/users.js';
import { webhookRoutes } from './routes/webhooks.js';

/** JSON bodies are small; the largest is a message of 4,000 characters. */
const bodyLimit = 100_000;

/** What a page of another origin may read of an answer, beside its body. */
const exposedHeaders = [
  ...['Location', 'Retry-After', 'X-Request-Id', 'Accept-Ranges', 'Content-Range', 'Content-Disposition'],
  ...['Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Upload-Offset', 'Upload-Length'],
  ...['Upload-Metadata', 'Upload-Expires', 'Upload-Media-Id'],
];

/** The REST application of one node: plugins, then one file of routes per endpoint group. Does not listen. */
export async function createApp(core: Core, state: NodeState, media: MediaPlace) {
  const app = Fastify({
    loggerInstance: core.log as FastifyBaseLogger,
    // Request logs are metrics' job; errors are logged where they are answered.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: core.config.TRUST_PROXY.split(','),
    bodyLimit,
    // See `bodyDeadline`: uploads take longer than everything else.
    requestTimeout: 0,
    http: { headersTimeout: 60_000 },
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    // While draining, what has arrived is answered.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => answerError(core, error, request, reply),
    clientErrorHandler: answerGarbage,
    genReqId: (request) => requestId(request.headers['x-request-id']),
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(validation);

  // A JSON content type with nothing behind it, as many clients send, is no body.
  app.removeContentTypeParser('text/plain');
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parseJson(request, body, done);
  });
  const openApi = await documentRoutes(app);
  await errorHandling(app, core);
  await tracing(app, core);
  await bodyDeadline(app, core.config);
  await ops(app, core, state);
  const origins = core.config.ALLOWED_ORIGINS.split(',').filter(Boolean);
  if (origins.length > 0) {
    const methods = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'];
    await app.register(cors, { origin: origins, methods, exposedHeaders, maxAge: 3600 });
  }
  await auth(app, core);
  await rateLimit(app, core);
  await requireActor(app);
  await app.register(
    async (api) => {
      await api.register(userRoutes, { core });
      await api.register(adminRoutes, { core });
      await api.register(conversationRoutes, { core });
      await api.register(messageRoutes, { core });
      await api.register(pushRoutes, { core });
      await api.register(webhookRoutes, { core });
      await api.register(mediaRoutes, { place: media });
      await api.register(resumableRoutes, { place: media });
      await api.register(adminJobRoutes, { core, queue: media.queue });
    },
    { prefix: '/api/v1' },
  );
  await app.register(docsRoutes, { openApi });
  return app;
}

/** Ours, or the one that the proxy in front has given, so that its log and ours can be put together. */
function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w-]{8,64}$/.test(header) ? header : uuidv7();
}
