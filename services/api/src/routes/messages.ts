import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Id, MessageAnswer, MessagesAnswer, MessagesQuery, SendMessageBody } from '@samvad/contract';
import { type Core, measureSend } from '@samvad/core';
import Type from 'typebox';
import { actorOf } from '../plugins/auth.js';

const Params = Type.Object({ conversationId: Id });

export const messageRoutes: FastifyPluginAsyncTypebox<{ core: Core }> = async (app, { core }) => {
  app.get(
    '/chat/messages/:conversationId',
    { schema: { params: Params, querystring: MessagesQuery, response: { 200: MessagesAnswer } } },
    async (request) => {
      const { limit = 50, before, after } = request.query;
      return core.history.page(actorOf(request), request.params.conversationId, { limit, before, after });
    },
  );

  app.post(
    '/chat/messages/:conversationId',
    { schema: { params: Params, body: SendMessageBody, response: { 201: MessageAnswer } } },
    async (request, reply) => {
      const { conversationId } = request.params;
      const sent = core.sender.send(actorOf(request), { ...request.body, conversationId });
      const data = await measureSend(core.metrics, 'rest', sent);
      reply.code(201);
      return { data };
    },
  );
};
