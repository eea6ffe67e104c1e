import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  PushKeyAnswer,
  PushSubscriptionAnswer,
  PushSubscriptionBody,
  RemovePushSubscriptionBody,
} from '@samvad/contract';
import type { Core } from '@samvad/core';
import { actorOf } from '../plugins/auth.js';

export const pushRoutes: FastifyPluginAsyncTypebox<{ core: Core }> = async (app, { core }) => {
  app.get('/push/key', { schema: { response: { 200: PushKeyAnswer } } }, async () => ({
    data: { publicKey: core.pushSubscriptions.publicKey() },
  }));

  app.post(
    '/push/subscriptions',
    { schema: { body: PushSubscriptionBody, response: { 201: PushSubscriptionAnswer } } },
    async (request, reply) => {
      reply.code(201);
      return { data: await core.pushSubscriptions.add(actorOf(request), request.body) };
    },
  );

  app.delete('/push/subscriptions', { schema: { body: RemovePushSubscriptionBody } }, async (request, reply) => {
    await core.pushSubscriptions.remove(actorOf(request), request.body.endpoint);
    return reply.code(204).send();
  });
};
