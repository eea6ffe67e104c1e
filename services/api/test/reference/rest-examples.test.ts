import type { Role } from '@samvad/contract';
import { roles } from '@samvad/contract';
import type { JsonObject } from '@samvad/contract/docs';
import type { Core, MediaStorage } from '@samvad/core';
import { test } from 'tap';
import { startApi } from '../support/api.js';
import type { Client } from '../support/client.js';
import { storageOf } from '../support/media.js';
import { type BinaryAnswer, send } from '../support/send.js';
import { type ExampleWorld, exampleBytes, exampleWorld } from './example-world.js';
import { codesOf, type RestOperation, restOperations } from './rest-operations.js';
import { misfits } from './validate.js';

const keys = {
  VAPID_PUBLIC_KEY: 'BExamplePublicKey',
  VAPID_PRIVATE_KEY: 'an example',
  FCM_SERVICE_ACCOUNT_FILE: 'of-no-concern-to-api-nodes.json',
};

test('every example of a request, sent to a node, is answered as the reference says', async (t) => {
  // No worker runs here that an upload could wait for.
  const settings = { ...keys, MEDIA_WAIT_MS: 1, REQUESTS_PER_MINUTE: 100_000 };
  const { api, core, backends } = await startApi(t, settings);
  const storage = await storageOf(t, backends, settings);
  const document = (await api.get<JsonObject>('/docs/openapi.json')).body;
  const operations = restOperations(document);
  t.ok(operations.length > 25, 'there are operations');
  for (const operation of operations) {
    await t.test(operation.name, async (t) => {
      const answer = await run(operation, await exampleWorld(core, storage, api), api);
      const described = operation.answers.get(answer.status);
      if (!t.ok(described && codesOf(described).length === 0, `${answer.status} ${answer.text.slice(0, 300)}`)) return;
      for (const header of Object.keys(described?.headers ?? {})) {
        if (!optionalHeaders.includes(header)) t.ok(answer.headers.has(header), header);
      }
      const schema = described?.content?.['application/json']?.schema;
      if (schema) t.same(misfits(schema, document, answer.body), [], 'the answer fits its schema');
      else if (!described?.content) t.equal(answer.text, '', 'nothing in the body');
    });
  }
});

test('every operation answers with the documented errors', async (t) => {
  const { api, core, backends } = await startApi(t, keys);
  const storage = await storageOf(t, backends, keys);
  const document = (await api.get<JsonObject>('/docs/openapi.json')).body;
  for (const operation of restOperations(document)) {
    if (operation.security?.length === 0) continue;
    const world = await exampleWorld(core, storage, api);
    await t.test(operation.name, async (t) => {
      await isDocumented(t, document, operation, await run(operation, world, api, 'nobody'), 'UNAUTHORIZED');
      const shutOut = roles.find((role) => !rolesOf(operation).includes(role));
      if (!shutOut) return;
      await isDocumented(t, document, operation, await run(operation, world, api, shutOut), 'FORBIDDEN');
    });
  }
  t.ok(await checkUnknown(core, storage, api, document));
});

/** What exists but is not yours, and what does not exist, is NOT_FOUND wherever the reference says so. */
async function checkUnknown(core: Core, storage: MediaStorage, api: Client, document: JsonObject): Promise<boolean> {
  const world = await exampleWorld(core, storage, api);
  for (const operation of restOperations(document)) {
    if (operation.security?.length === 0 || !operation.parameters.some((one) => one.in === 'path')) continue;
    const answer = await run(operation, { ...world, real: (one) => one }, api);
    const codes = codesOf(operation.answers.get(answer.status) ?? {});
    if (answer.status !== 404 || !codes.includes('NOT_FOUND')) throw new Error(`${operation.name}: ${answer.status}`);
  }
  return true;
}

/** These come only when there is something to say. */
const optionalHeaders = ['Upload-Media-Id', 'Upload-Expires', 'Content-Range'];

const rolesOf = ({ description = '' }: RestOperation): readonly Role[] => {
  const said = /^For ((?:`\w+`(?: and )?)+)\./.exec(description)?.[1];
  return said ? roles.filter((role) => said.includes(`\`${role}\``)) : roles;
};

/** Sends the example, as the first role that may. */
function run(operation: RestOperation, world: ExampleWorld, api: Client, as?: Role | 'nobody') {
  const { method, path, parameters, requestBody } = operation;
  const role = as ?? rolesOf(operation)[0] ?? 'User';
  const client = operation.security?.length === 0 || role === 'nobody' ? api : api.as(world.people[role]);
  const examples = parameters.filter(({ example }) => example !== undefined);
  const of = (where: string) =>
    examples.filter((one) => one.in === where).map(({ name, example }) => [name, world.real(example)] as const);
  const filled = of('path').reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), path);
  const query = new URLSearchParams(Object.fromEntries(of('query').map(([name, value]) => [name, String(value)])));
  const headers = Object.fromEntries(of('header').map(([name, value]) => [name, String(value)]));
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const url = query.size > 0 ? `${filled}?${query}` : filled;
  if (!type || !content) return send<JsonObject>(client, url, { method, headers });
  const body = bodyOf(type, world.real(content.example));
  return send<JsonObject>(client, url, {
    method,
    headers: { ...headers, 'content-type': body.type, 'content-length': String(body.bytes.length) },
    body: body.bytes,
  });
}

function bodyOf(type: string, example: unknown): { type: string; bytes: Buffer } {
  if (type === 'application/json') return { type, bytes: Buffer.from(JSON.stringify(example)) };
  if (type !== 'multipart/form-data') return { type, bytes: exampleBytes };
  const { type: declared } = example as { type: string };
  const part = (head: string) => `--example\r\nContent-Disposition: form-data; ${head}\r\n`;
  return {
    type: 'multipart/form-data; boundary=example',
    bytes: Buffer.concat([
      Buffer.from(`${part('name="type"')}\r\n${declared}\r\n`),
      Buffer.from(`${part('name="file"; filename="leaf.png"')}Content-Type: image/png\r\n\r\n`),
      exampleBytes,
      Buffer.from('\r\n--example--\r\n'),
    ]),
  };
}

async function isDocumented(
  t: { same(found: unknown, wanted: unknown, what: string): unknown; ok(value: unknown, what: string): unknown },
  document: JsonObject,
  operation: RestOperation,
  answer: BinaryAnswer<JsonObject>,
  code: string,
): Promise<void> {
  const described = operation.answers.get(answer.status) ?? {};
  t.ok(
    codesOf(described).includes(code),
    `${code} is documented; it was ${answer.status} ${answer.text.slice(0, 200)}`,
  );
  // A HEAD is answered with the status alone.
  if (operation.method === 'HEAD') return;
  t.same(answer.body?.code, code, 'and is the answer');
  const schema = described.content?.['application/json']?.schema;
  t.same(schema ? misfits(schema, document, answer.body) : ['no schema'], [], 'in the documented shape');
}
