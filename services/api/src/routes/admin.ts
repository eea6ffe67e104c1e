import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { CreateUserBody, ProfileAnswer } from '@samvad/contract';
import { type Core, requireRole } from '@samvad/core';
import { actorOf } from '../plugins/auth.js';

export const adminRoutes: FastifyPluginAsyncTypebox<{ core: Core }> = async (app, { core }) => {
  // Before the body is looked at: whoever may not come in here learns nothing about what is expected.
  app.addHook('preValidation', async (request) => requireRole(actorOf(request), 'Admin'));

  app.post(
    '/admin/users',
    { schema: { body: CreateUserBody, response: { 201: ProfileAnswer } } },
    async (request, reply) => {
      reply.code(201);
      return { data: await core.accounts.create(actorOf(request), request.body) };
    },
  );
};
