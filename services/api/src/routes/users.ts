import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { LoginBody, ProfileAnswer, RefreshBody, RegisterBody, SignedIn } from '@samvad/contract';
import type { Core } from '@samvad/core';
import { actorOf } from '../plugins/auth.js';

type SignedInPerson = Awaited<ReturnType<Core['accounts']['login']>>;

export const userRoutes: FastifyPluginAsyncTypebox<{ core: Core }> = async (app, { core }) => {
  const open = { config: { public: true } };

  app.post(
    '/users/register',
    { ...open, schema: { body: RegisterBody, response: { 201: SignedIn } } },
    async (request, reply) => {
      reply.code(201);
      return signedIn(core, await core.accounts.register(request.body, request.ip));
    },
  );

  app.post('/users/login', { ...open, schema: { body: LoginBody, response: { 200: SignedIn } } }, async (request) => {
    const { phone, password } = request.body;
    return signedIn(core, await core.accounts.login(phone, password, request.ip));
  });

  app.post('/users/refresh', { ...open, schema: { body: RefreshBody, response: { 200: SignedIn } } }, async (request) =>
    signedIn(core, await core.accounts.refresh(request.body.refreshToken)),
  );

  app.post('/users/logout', async (request, reply) => {
    await core.accounts.logout(actorOf(request));
    return reply.code(204).send();
  });

  app.get('/users/me', { schema: { response: { 200: ProfileAnswer } } }, async (request) => {
    const actor = actorOf(request);
    return { data: await core.accounts.profile(actor.userId, actor) };
  });
};

function signedIn(core: Core, { actor, refreshToken, user }: SignedInPerson) {
  const token = core.tokens.sign(actor);
  return { token, refreshToken, expiresIn: core.config.ACCESS_TOKEN_SECONDS, user };
}
