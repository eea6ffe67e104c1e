import { Parser } from '@asyncapi/parser';
import { isObject, type Json, type JsonObject } from '@samvad/contract/docs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type Test, test } from 'tap';
import { resolve } from './compare-schemas.js';
import { type Documents, servedDocuments } from './documents.js';
import { codesOf, restOperations } from './rest-operations.js';
import { misfits } from './validate.js';

/** Everything that a schema says of a part of itself without a description, by its path. */
function undescribed(schema: Json | undefined, where: string): string[] {
  if (!isObject(schema)) return [];
  const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonObject>);
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as JsonObject[]);
  const values = isObject(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
  return [
    ...fields.flatMap(([name, field]) => [
      ...(field.description || field.$ref ? [] : [`${where}.${name}`]),
      ...undescribed(field, `${where}.${name}`),
    ]),
    ...parts.flatMap((one) => undescribed(one, where)),
    ...values.flatMap((one) => undescribed(one, `${where}[key]`)),
    ...undescribed(schema.items, `${where}[]`),
  ];
}

const isSaid = (text: unknown) => typeof text === 'string' && text.trim().length > 3;

/** What is missing of the OpenAPI document. */
function missingOfRest(document: JsonObject): string[] {
  const schemas = (document.components as { schemas: Record<string, JsonObject> }).schemas;
  const missing = Object.entries(schemas).flatMap(([name, schema]) => undescribed(schema, name));
  for (const operation of restOperations(document)) {
    const { name, summary, operationId, tags, security, parameters, requestBody, answers } = operation;
    const miss = (what: string) => missing.push(`${name}: ${what}`);
    if (!isSaid(summary)) miss('summary');
    if (!operationId) miss('operationId');
    if (tags?.length !== 1) miss('tag');
    if (!security) miss('security');
    for (const one of parameters) {
      if (!isSaid(one.description)) miss(`description of ${one.in} parameter ${one.name}`);
      if (one.required && one.example === undefined) miss(`example of ${one.in} parameter ${one.name}`);
    }
    for (const [type, { schema, example }] of Object.entries(requestBody?.content ?? {})) {
      missing.push(...undescribed(schema, `${name}: body`));
      if (example === undefined) miss(`example of the body (${type})`);
    }
    const successes = [...answers].filter(([, answer]) => codesOf(answer).length === 0);
    if (!successes.some(([status]) => status < 400)) miss('an answer of success');
    if (answers.size === successes.length) miss('errors');
    for (const [status, answer] of answers) {
      if (!isSaid(answer.description)) miss(`description of answer ${status}`);
      for (const [type, { schema, example, examples }] of Object.entries(answer.content ?? {})) {
        missing.push(...undescribed(schema, `${name}: answer ${status}`));
        const isBinary = schema.contentMediaType !== undefined;
        if (example === undefined && examples === undefined && !isBinary) miss(`example of answer ${status} (${type})`);
      }
      for (const [header, one] of Object.entries(answer.headers ?? {})) {
        const { description, example } = resolve(one, document);
        if (!isSaid(description) || example === undefined) miss(`description or example of header ${header}`);
      }
      if ([429, 503].includes(status) && codesOf(answer).length > 0 && !answer.headers?.['Retry-After']) {
        miss(`Retry-After of answer ${status}`);
      }
    }
  }
  return missing;
}

interface Message {
  name: string;
  summary?: string;
  payload: JsonObject;
  examples?: { payload: Json }[];
}

interface SocketDocument {
  operations: Record<string, { title: string; summary?: string; description?: string; tags?: Json[]; reply?: Json }>;
  channels: { socket: { messages: Record<string, Message> } };
  components: { schemas: Record<string, JsonObject> };
}

/** What is missing of the AsyncAPI document. */
function missingOfSocket(document: JsonObject): string[] {
  const { operations, channels, components } = document as object as SocketDocument;
  const missing = Object.entries(components.schemas).flatMap(([name, schema]) => undescribed(schema, name));
  for (const { title, summary, description, tags } of Object.values(operations)) {
    if (!isSaid(summary)) missing.push(`${title}: summary`);
    if (!isSaid(description)) missing.push(`${title}: description`);
    if (tags?.length !== 1) missing.push(`${title}: tag`);
  }
  for (const [key, { name, summary, payload, examples = [] }] of Object.entries(channels.socket.messages)) {
    if (!isSaid(summary)) missing.push(`${name}: summary`);
    missing.push(...undescribed(payload, name).filter((field) => !isAnswersData(key, field)));
    if (examples.length === 0) missing.push(`${name}: example`);
  }
  return missing;
}

/** `data` of an acknowledgement is said by the event itself. */
const isAnswersData = (key: string, field: string) => key.endsWith('.answer') && field.endsWith('.data');

function badExamples({ openapi, asyncapi }: Documents): string[] {
  const bad: string[] = [];
  const check = (where: string, schema: Json, document: JsonObject, value: unknown) => {
    for (const problem of misfits(schema, document, value)) bad.push(`${where}: ${problem}`);
  };
  for (const { name, parameters, requestBody, answers } of restOperations(openapi)) {
    for (const { name: parameter, schema, example } of parameters) {
      if (example !== undefined) check(`${name}: ${parameter}`, schema, openapi, example);
    }
    const contents = [requestBody, ...answers.values()].flatMap((one) => Object.values(one?.content ?? {}));
    for (const { schema, example, examples = {} } of contents) {
      if (example !== undefined) check(name, schema, openapi, example);
      for (const [code, one] of Object.entries(examples)) {
        check(`${name}: ${code}`, schema, openapi, resolve(one as JsonObject, openapi).value);
      }
    }
  }
  const { messages } = (asyncapi as object as SocketDocument).channels.socket;
  for (const { name, payload, examples = [] } of Object.values(messages)) {
    for (const one of examples) check(name, payload, asyncapi, one.payload);
  }
  return bad;
}

test('the reference', async (t) => {
  const documents = await servedDocuments(t);
  const { openapi, asyncapi } = documents;

  await t.test('is complete: nothing is without words, errors, examples', async (t) => {
    t.same(missingOfRest(openapi), [], 'REST');
    t.same(missingOfSocket(asyncapi), [], 'socket');
  });

  await t.test('and the test of that misses what is missing', async (t) => seedGaps(t, documents));

  await t.test('has examples that fit their schemas', async (t) => {
    t.same(badExamples(documents), []);
    const spoilt = structuredClone(documents);
    // biome-ignore lint/suspicious/noExplicitAny: taken apart
    const { paths } = spoilt.openapi as any;
    paths['/api/v1/users/login'].post.requestBody.content['application/json'].example = { phone: 1 };
    t.match(badExamples(spoilt).join(), /login/, 'an example that does not fit is found');
  });

  await t.test('is OpenAPI 3.1', async (t) => {
    t.equal(openapi.openapi, '3.1.0');
    const { valid, errors } = await new Validator().validate(structuredClone(openapi));
    t.ok(valid, JSON.stringify(errors));
  });

  await t.test('is AsyncAPI 3.0', async (t) => {
    t.equal(asyncapi.asyncapi, '3.0.0');
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncapi));
    // Warnings, and that there is a newer version of AsyncAPI, are none.
    t.same(
      diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => `${path.join('.')}: ${message}`),
      [],
    );
    t.ok(document, 'it can be read');
  });
});

function seedGaps(t: Test, { openapi, asyncapi }: Documents): void {
  // biome-ignore lint/suspicious/noExplicitAny: documents are taken apart
  const without = (document: JsonObject, change: (document: any) => unknown) => {
    const copy = structuredClone(document);
    change(copy);
    return copy;
  };
  const login = '/api/v1/users/login';
  const rest = [
    without(openapi, (d) => delete d.paths[login].post.summary),
    without(openapi, (d) => delete d.components.schemas.Profile.properties.name.description),
    without(openapi, (d) => delete d.paths[login].post.requestBody.content['application/json'].example),
    without(openapi, (d) => delete d.paths[login].post.responses['200'].content['application/json'].example),
    without(openapi, (d) => delete d.paths['/api/v1/chat/media/{id}'].get.parameters[0].description),
    without(openapi, (d) => delete d.components.responses.RATE_LIMITED.headers['Retry-After']),
    without(openapi, (d) => {
      const { responses } = d.paths[login].post;
      for (const status of Object.keys(responses)) if (status !== '200') delete responses[status];
    }),
  ];
  for (const document of rest) t.ok(missingOfRest(document).length > missingOfRest(openapi).length);
  const socket = [
    without(asyncapi, (d) => delete d.operations.sync.summary),
    without(asyncapi, (d) => delete d.operations.sync.description),
    without(
      asyncapi,
      (d) => delete d.channels.socket.messages['server.user.online'].payload.properties.userId.description,
    ),
    without(asyncapi, (d) => delete d.channels.socket.messages.sync.examples),
  ];
  for (const document of socket) t.ok(missingOfSocket(document).length > missingOfSocket(asyncapi).length);
}
