import { createHash } from 'node:crypto';
import { asyncApiDocument, type JsonObject } from '@samvad/contract/docs';
import type { FastifyPluginAsync } from 'fastify';
import { documentsVersion } from '../docs/openapi.js';
import { restPage } from '../docs/page/rest-page.js';
import { socketPage } from '../docs/page/socket-page.js';
import { style } from '../docs/page/style.js';

/** The pages are text and one stylesheet: nothing runs, nothing is fetched from elsewhere, nobody frames them. */
const policy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const html = 'text/html; charset=utf-8';
const json = 'application/json; charset=utf-8';

interface Page {
  type: string;
  make(): string;
}

/** The reference for people who write clients; open to everybody, since it says nothing of this server or who uses it. */
export const docsRoutes: FastifyPluginAsync<{ openApi: () => JsonObject }> = async (app, { openApi }) => {
  const asyncApi = () => asyncApiDocument(documentsVersion);
  const pages: Record<string, Page> = {
    '/docs': { type: html, make: () => restPage(openApi()) },
    '/docs/socket': { type: html, make: () => socketPage(asyncApi()) },
    '/docs/openapi.json': { type: json, make: () => JSON.stringify(openApi(), null, 2) },
    '/docs/asyncapi.json': { type: json, make: () => JSON.stringify(asyncApi(), null, 2) },
    '/docs/style.css': { type: 'text/css; charset=utf-8', make: () => style },
  };
  for (const [url, page] of Object.entries(pages)) {
    let made: { body: string; etag: string } | undefined;
    app.get(url, { config: { public: true }, schema: { hide: true } }, async (request, reply) => {
      made ??= withTag(page.make());
      reply.headers({
        'cache-control': 'no-cache',
        etag: made.etag,
        'content-security-policy': policy,
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
      if (request.headers['if-none-match'] === made.etag) return reply.code(304).send();
      return reply.type(page.type).send(made.body);
    });
  }
};

const withTag = (body: string) => ({
  body,
  // Weak: what a proxy has compressed is the same document.
  etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
});
