import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  CreateUserBody,
  Id,
  LoadAnswer,
  ManagedPersonAnswer,
  PeopleAnswer,
  PeopleQuery,
  ProfileAnswer,
  UpdateUserBody,
} from '@samvad/contract';
import { agentLoad, type Core, requireRole } from '@samvad/core';
import Type from 'typebox';
import { actorOf } from '../plugins/auth.js';

const Params = Type.Object({ id: Id });

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

  app.get('/admin/users', { schema: { querystring: PeopleQuery, response: { 200: PeopleAnswer } } }, async (request) =>
    core.people.list(actorOf(request), request.query),
  );

  app.patch(
    '/admin/users/:id',
    { schema: { params: Params, body: UpdateUserBody, response: { 200: ManagedPersonAnswer } } },
    async (request) => ({ data: await core.peopleManager.update(actorOf(request), request.params.id, request.body) }),
  );

  app.post('/admin/users/:id/force-offline', { schema: { params: Params } }, async (request, reply) => {
    await core.peopleManager.forceOffline(actorOf(request), request.params.id);
    return reply.code(204).send();
  });

  app.get('/admin/load', { schema: { response: { 200: LoadAnswer } } }, async (request) => ({
    data: await agentLoad(core.db, core.people, actorOf(request)),
  }));
};
