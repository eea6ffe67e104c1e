import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  PushDeviceAnswer,
  PushDeviceBody,
  PushKeyAnswer,
  PushSubscriptionAnswer,
  PushSubscriptionBody,
  RemovePushDeviceBody,
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

  app.post(
    '/push/devices',
    { schema: { body: PushDeviceBody, response: { 201: PushDeviceAnswer } } },
    async (request, reply) => {
      reply.code(201);
      return { data: await core.pushDevices.add(actorOf(request), request.body) };
    },
  );

  app.delete('/push/devices', { schema: { body: RemovePushDeviceBody } }, async (request, reply) => {
    await core.pushDevices.remove(actorOf(request), request.body);
    return reply.code(204).send();
  });
};
