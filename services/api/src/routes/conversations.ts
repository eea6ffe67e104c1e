import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AgentsAnswer,
  ConversationAnswer,
  ConversationsAnswer,
  ConversationsQuery,
  Id,
  MarkReadAnswer,
  MarkReadBody,
  OpenConversationBody,
  UpdateConversationBody,
} from '@samvad/contract';
import type { Core } from '@samvad/core';
import Type from 'typebox';
import { actorOf } from '../plugins/auth.js';

const Params = Type.Object({ id: Id });

export const conversationRoutes: FastifyPluginAsyncTypebox<{ core: Core }> = async (app, { core }) => {
  app.get(
    '/chat/conversations',
    { schema: { querystring: ConversationsQuery, response: { 200: ConversationsAnswer } } },
    async (request) =>
      core.conversations.list(actorOf(request), { ...request.query, limit: request.query.limit ?? 20 }),
  );

  app.post(
    '/chat/conversations',
    {
      schema: { body: OpenConversationBody, response: { 200: ConversationAnswer, 201: ConversationAnswer } },
      // All fields are optional, so a client may send no body at all.
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    async (request, reply) => {
      const { conversation, created } = await core.opener.open(actorOf(request), request.body);
      reply.code(created ? 201 : 200);
      return { data: conversation };
    },
  );

  app.get('/chat/agents', { schema: { response: { 200: AgentsAnswer } } }, async (request) => ({
    data: await core.people.agents(actorOf(request)),
  }));

  app.get(
    '/chat/conversations/:id',
    { schema: { params: Params, response: { 200: ConversationAnswer } } },
    async (request) => ({ data: await core.conversations.get(actorOf(request), request.params.id) }),
  );

  app.patch(
    '/chat/conversations/:id',
    { schema: { params: Params, body: UpdateConversationBody, response: { 200: ConversationAnswer } } },
    async (request) => ({ data: await core.updater.update(actorOf(request), request.params.id, request.body) }),
  );

  app.post(
    '/chat/conversations/:id/read',
    {
      schema: { params: Params, body: MarkReadBody, response: { 200: MarkReadAnswer } },
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    async (request) => ({
      data: await core.receipts.markRead(actorOf(request), request.params.id, request.body.upToSeq),
    }),
  );
};
