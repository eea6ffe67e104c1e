import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  CreateWebhookBody,
  DeliveriesAnswer,
  DeliveriesQuery,
  DeliveryAnswer,
  DeliveryDetailAnswer,
  Id,
  NewWebhookAnswer,
  ReplayAnswer,
  ReplayBody,
  UpdateWebhookBody,
  WebhookAnswer,
  WebhookSecretAnswer,
  WebhooksAnswer,
} from '@samvad/contract';
import { type Core, requireRole } from '@samvad/core';
import Type from 'typebox';
import { actorOf } from '../plugins/auth.js';

const Params = Type.Object({ id: Id });
const DeliveryParams = Type.Object({ id: Id, deliveryId: Id });

export const webhookRoutes: FastifyPluginAsyncTypebox<{ core: Core }> = async (app, { core }) => {
  const { webhooks, webhookDeliveries: deliveries } = core;
  // Before the body is looked at: whoever may not come in here learns nothing about what is expected.
  app.addHook('preValidation', async (request) => requireRole(actorOf(request), 'Admin'));

  app.get('/admin/webhooks', { schema: { response: { 200: WebhooksAnswer } } }, async (request) => ({
    data: await webhooks.list(actorOf(request)),
  }));

  app.post(
    '/admin/webhooks',
    { schema: { body: CreateWebhookBody, response: { 201: NewWebhookAnswer } } },
    async (request, reply) => {
      reply.code(201);
      return { data: await webhooks.create(actorOf(request), request.body) };
    },
  );

  app.get('/admin/webhooks/:id', { schema: { params: Params, response: { 200: WebhookAnswer } } }, async (request) => ({
    data: await webhooks.get(actorOf(request), request.params.id),
  }));

  app.patch(
    '/admin/webhooks/:id',
    { schema: { params: Params, body: UpdateWebhookBody, response: { 200: WebhookAnswer } } },
    async (request) => ({ data: await webhooks.update(actorOf(request), request.params.id, request.body) }),
  );

  app.delete('/admin/webhooks/:id', { schema: { params: Params } }, async (request, reply) => {
    await webhooks.remove(actorOf(request), request.params.id);
    return reply.code(204).send();
  });

  app.post(
    '/admin/webhooks/:id/secret',
    { schema: { params: Params, response: { 200: WebhookSecretAnswer } } },
    async (request) => ({ data: await webhooks.rotateSecret(actorOf(request), request.params.id) }),
  );

  app.post(
    '/admin/webhooks/:id/test',
    { schema: { params: Params, response: { 202: DeliveryAnswer } } },
    async (request, reply) => {
      reply.code(202);
      return { data: await webhooks.test(actorOf(request), request.params.id) };
    },
  );

  app.get(
    '/admin/webhooks/:id/deliveries',
    { schema: { params: Params, querystring: DeliveriesQuery, response: { 200: DeliveriesAnswer } } },
    async (request) => deliveries.list(actorOf(request), request.params.id, request.query),
  );

  app.get(
    '/admin/webhooks/:id/deliveries/:deliveryId',
    { schema: { params: DeliveryParams, response: { 200: DeliveryDetailAnswer } } },
    async (request) => ({
      data: await deliveries.get(actorOf(request), request.params.id, request.params.deliveryId),
    }),
  );

  app.post(
    '/admin/webhooks/:id/deliveries/:deliveryId/replay',
    { schema: { params: DeliveryParams, response: { 202: DeliveryAnswer } } },
    async (request, reply) => {
      reply.code(202);
      return { data: await deliveries.replay(actorOf(request), request.params.id, request.params.deliveryId) };
    },
  );

  app.post(
    '/admin/webhooks/:id/replay',
    { schema: { params: Params, body: ReplayBody, response: { 202: ReplayAnswer } } },
    async (request, reply) => {
      reply.code(202);
      return { data: await deliveries.replayAll(actorOf(request), request.params.id, request.body) };
    },
  );
};
