import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientEvents, errors, serverEvents } from '@samvad/contract';
import type { JsonObject } from '@samvad/contract/docs';

import { startBackends, testCore } from '@samvad/core/testing';
import { test } from 'tap';
import { createApp } from '../../src/app.js';
import { operations } from '../../src/docs/operations/index.js';
import { openMedia } from '../../src/media/open-media.js';
import { servedDocuments } from './documents.js';
import { restOperations } from './rest-operations.js';

/** Pages for people, and what describes itself. */
const notOperations = /^(GET|HEAD|PUT|POST|PATCH|DELETE) \/(docs($|\/)|api\/v1\/admin\/jobs(\*$|\/(?!session$)|$))/;

test('the routes that are registered are those of the reference', async (t) => {
  const backends = await startBackends(t);
  const core = await testCore(t, backends);
  const media = await openMedia(core);
  const app = await createApp(core, { draining: false }, media);
  t.teardown(async () => {
    await app.close();
    await media.close();
  });
  await app.ready();
  const registered = routesOf(app.printRoutes({ commonPrefix: false, includeHooks: false }));
  const described = new Set(
    restOperations((await servedDocuments(t)).openapi).map(({ name }) => name.replaceAll(/\{(\w+)\}/g, ':$1')),
  );
  t.ok(registered.has('POST /api/v1/users/login'), 'routes are found');
  const missing = [...registered].filter((route) => {
    if (notOperations.test(route) || described.has(route)) return false;
    // Fastify answers HEAD wherever there is a GET.
    return !(route.startsWith('HEAD ') && described.has(route.replace('HEAD', 'GET')));
  });
  t.same(missing, [], 'described nowhere');
  t.same(
    [...described].filter((route) => !registered.has(route)),
    [],
    'described, but not there',
  );
  t.same(
    Object.keys(operations).filter((key) => !described.has(key)),
    [],
    'has words, but no route',
  );
});

/** Fastify draws its routes as a tree. */
function routesOf(tree: string): Set<string> {
  const path: string[] = [];
  const routes = new Set<string>();
  for (const line of tree.split('\n')) {
    const drawn = /^([│ ]*)[├└]── (.*)$/u.exec(line);
    if (!drawn) continue;
    const [, indent = '', text = ''] = drawn;
    const [, part = '', methods] = /^(.*?)(?: \(([A-Z, ]+)\))?$/.exec(text) ?? [];
    path.length = indent.length / 4;
    path.push(part);
    for (const method of methods?.split(', ') ?? []) routes.add(`${method} ${path.join('')}`);
  }
  return routes;
}

test('events and error codes are those of the contract', async (t) => {
  const { openapi, asyncapi } = await servedDocuments(t);
  const all = Object.values(asyncapi.operations as Record<string, { action: string; title: string }>);
  const of = (action: string) => all.filter((one) => one.action === action).map(({ title }) => title);
  t.same(of('receive').sort(), Object.keys(clientEvents).sort(), 'client to server');
  t.same(of('send').sort(), Object.keys(serverEvents).sort(), 'server to client');
  for (const document of [openapi, asyncapi]) {
    const { schemas } = document.components as { schemas: Record<string, JsonObject> };
    t.same(schemas.ErrorCode?.enum, Object.keys(errors), 'error codes');
  }
});

test('what clients are made of does not carry the reference', async (t) => {
  const services = fileURLToPath(new URL('../../../../', import.meta.url));
  const sources = ['client/src', 'dashboard/src', 'contract/src'].flatMap((dir) =>
    readdirSync(join(services, dir), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('/contract/src/docs/')),
  );
  t.ok(sources.length > 50, 'sources are found');
  const importing = sources.filter((file) =>
    /from '(@samvad\/contract\/docs|\.\/docs\/)/.test(readFileSync(file, 'utf8')),
  );
  t.same(importing, []);
});
