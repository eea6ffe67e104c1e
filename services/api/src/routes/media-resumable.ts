import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '@samvad/contract';
import { type Actor, discardUpload, isId, type MediaRow, uploadKey } from '@samvad/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { v7 as uuidv7 } from 'uuid';
import type { MediaPlace } from '../media/open-media.js';
import { toWebRequest } from '../media/resumable/resumable-request.js';
import { tusError } from '../media/resumable/tus-error.js';
import { complete, mediaHeader, openResumable } from '../media/resumable/tus-server.js';
import { actorOf } from '../plugins/auth.js';

const Params = Type.Object({ id: Type.String() });
const version = '1.0.0';
const bodyType = 'application/offset+octet-stream';

/** Resumable upload by tus 1.0: any node can go on where another has stopped, hours later. */
export const resumableRoutes: FastifyPluginAsyncTypebox<{ place: MediaPlace }> = async (app, { place }) => {
  const { core, storage, underWay } = place;
  const { server, store, locker, conversations } = await openResumable(place);
  const { mediaLifecycle, media } = core;

  // The body is not ours to parse: it goes on as it comes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('tus-resumable', version);
  });

  app.options('/chat/media/resumable', { config: { public: true } }, async (_request, reply) => {
    reply.headers({ 'tus-version': version, 'tus-extension': store.extensions.join(',') });
    return reply.header('tus-max-size', server.options.maxSize).code(204).send();
  });

  app.post('/chat/media/resumable', { config: { slowBody: true } }, async (request, reply) => {
    const id = uuidv7();
    await receive(request, async () => {
      try {
        await speakTus(request, reply, id);
        await completeIfWhole(reply, id, Number(request.headers['upload-length']));
      } catch (error) {
        await discardUpload(place, id);
        throw error;
      }
    });
    return reply.send();
  });

  app.patch(
    '/chat/media/resumable/:id',
    { config: { slowBody: true }, schema: { params: Params } },
    async (request, reply) => {
      const { id } = request.params;
      if (request.headers['content-type'] !== bodyType) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
      const row = await arriving(actorOf(request), id);
      if (!row) return answerAgain(request, reply, await arrived(actorOf(request), id));
      await receive(request, async () => {
        await speakTus(request, reply, id);
        await completeIfWhole(reply, id, Number(row.upload_size));
      });
      return reply.send();
    },
  );

  app.head('/chat/media/resumable/:id', { schema: { params: Params } }, async (request, reply) => {
    const { id } = request.params;
    const row = await arriving(actorOf(request), id);
    if (!row) return reply.headers(finished(await arrived(actorOf(request), id))).send();
    await speakTus(request, reply, id);
    // Whoever has stored the last byte may have died before it could say so.
    await completeIfWhole(reply, id, Number(row.upload_size));
    return reply.send();
  });

  app.delete('/chat/media/resumable/:id', { schema: { params: Params } }, async (request, reply) => {
    const { id } = request.params;
    const actor = actorOf(request);
    if (!(await arriving(actor, id))) {
      await arrived(actor, id);
      throw new AppError('CONFLICT', { message: 'It is complete' });
    }
    // A request that is still writing is asked to stop, so that it leaves nothing behind.
    await locked(id, () => discardUpload(place, id));
    return reply.code(204).send();
  });

  function receive(request: FastifyRequest, work: () => Promise<void>): Promise<void> {
    return underWay.add({ request: request.raw, personId: actorOf(request).userId, resumable: true }, work);
  }

  /** Asks tus, and makes `reply` what it answers; nothing is sent yet. Throws, in our shape, what it refuses. */
  async function speakTus(request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
    const asked = toWebRequest(request);
    const conversation = { actor: actorOf(request), id, error: undefined as unknown };
    conversations.set(asked, conversation);
    const answer = await server.handleWeb(asked);
    for (const [name, value] of answer.headers) {
      // Which sites may read it is said in one place for the whole API.
      if (!name.startsWith('access-control-') && name !== 'content-length') reply.header(name, value);
    }
    if (answer.status >= 400) throw tusError(conversation.error, answer.status, await answer.text());
    reply.code(answer.status);
  }

  /** The person's own upload that is not whole yet. */
  const arriving = async ({ userId }: Actor, id: string) => isId(id) && (await mediaLifecycle.uploading(id, userId));

  /** The person's own upload that is whole. Throws `NOT_FOUND`, also for one that has expired or was refused. */
  async function arrived({ userId }: Actor, id: string): Promise<MediaRow> {
    const row = isId(id) ? await media.row(id) : undefined;
    if (row?.owner_id !== userId)
      throw new AppError('NOT_FOUND', { message: 'There is no such upload, or not any more' });
    return row;
  }

  const finished = (row: MediaRow) => ({
    'upload-offset': row.upload_size,
    'upload-length': row.upload_size,
    ...mediaHeader(row),
  });

  /** Whoever missed the answer to the last bytes hears it again. */
  function answerAgain({ headers }: FastifyRequest, reply: FastifyReply, row: MediaRow) {
    if (headers['upload-offset'] !== row.upload_size) throw new AppError('CONFLICT', { message: 'It is complete' });
    return reply.code(204).headers(finished(row)).send();
  }

  /** `reply` says how much there is. */
  async function completeIfWhole(reply: FastifyReply, id: string, size: number): Promise<void> {
    if (Number(reply.getHeader('upload-offset') ?? 0) !== size) return;
    await assemble(id, size);
    reply.headers(mediaHeader(await complete(place, id)));
  }

  /** In an S3 store the parts become an object only after the last one. */
  async function assemble(id: string, size: number): Promise<void> {
    if ((await storage.size(uploadKey(id))) !== undefined) return;
    await locked(id, async () => {
      if ((await storage.size(uploadKey(id))) === undefined) await store.write(Readable.from([]), uploadKey(id), size);
    });
  }

  async function locked(id: string, work: () => Promise<unknown>): Promise<void> {
    const lock = locker.newLock(uploadKey(id));
    await lock.lock(new AbortController().signal, () => {});
    try {
      await work();
    } finally {
      await lock.unlock();
    }
  }
};
