import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError, MediaAnswer, MediaCheckAnswer, MediaCheckBody, MediaListAnswer } from '@samvad/contract';
import Type from 'typebox';
import { checkUpload } from '../media/check-upload.js';
import type { MediaPlace } from '../media/open-media.js';
import { receiveFiles } from '../media/receive/receive-files.js';
import { waitForWorkers } from '../media/receive/wait-for-workers.js';
import { serveVariant } from '../media/serve/serve-variant.js';
import { actorOf } from '../plugins/auth.js';

const Params = Type.Object({ id: Type.String() });
const Signed = Type.Object({ expires: Type.Optional(Type.String()), signature: Type.Optional(Type.String()) });
const Variant = Type.Object({ id: Type.String(), variant: Type.String() });

export const mediaRoutes: FastifyPluginAsyncTypebox<{ place: MediaPlace }> = async (app, { place }) => {
  const { core, underWay } = place;
  await app.register(multipart);

  app.post(
    '/chat/media',
    { config: { slowBody: true }, schema: { response: { 201: MediaListAnswer } } },
    async (request, reply) => {
      const actor = actorOf(request);
      const rows = await underWay.add({ request: request.raw, personId: actor.userId, resumable: false }, async () => {
        try {
          return await receiveFiles(place, request, actor);
        } catch (error) {
          core.metrics.mediaUploads.inc({
            door: 'multipart',
            outcome: error instanceof AppError ? error.code : 'INTERNAL',
          });
          throw error;
        }
      });
      for (const { type, upload_size } of rows) {
        core.metrics.mediaUploads.inc({ door: 'multipart', outcome: 'ok' });
        core.metrics.mediaUploadBytes.inc({ door: 'multipart', type }, Number(upload_size));
      }
      const settled = await waitForWorkers(core, rows);
      reply.code(201);
      return { data: settled.map((row) => core.media.forOwner(row)) };
    },
  );

  app.post(
    '/chat/media/check',
    { schema: { body: MediaCheckBody, response: { 200: MediaCheckAnswer } } },
    async (request) => ({ data: await checkUpload(core, actorOf(request), request.body) }),
  );

  app.get('/chat/media/:id', { schema: { params: Params, response: { 200: MediaAnswer } } }, async (request) => ({
    data: await core.media.view(actorOf(request), request.params.id),
  }));

  // The signature says who may see it, and a page of a conversation shows many at once.
  app.route({
    method: ['GET', 'HEAD'],
    url: '/chat/media/:id/:variant',
    config: { public: true, unlimited: true },
    schema: { params: Variant, querystring: Signed },
    handler: async (request, reply) => serveVariant(place, { ...request.params, ...request.query }, request, reply),
  });
};
