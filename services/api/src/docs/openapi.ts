import swagger from '@fastify/swagger';
import { errors } from '@samvad/contract';
import { isObject, type Json, type JsonObject, withNames } from '@samvad/contract/docs';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { type Components, errorAnswers, errorsOf } from './error-answers.js';
import { type Operation, tags } from './operation.js';
import { operations } from './operations/index.js';

/** Of the documents: what they say changes by addition only, and this rises with it. */
export const documentsVersion = '0.1.0';

type Route = Pick<RouteOptions, 'config' | 'schema'>;

/** Notes every route that is registered from now on. The result makes the document, once they all are. */
export async function documentRoutes(app: FastifyInstance): Promise<() => JsonObject> {
  const routes = new Map<string, Route>();
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.set(`${method} ${route.url}`, route);
  });
  await app.register(swagger, {
    exposeHeadRoutes: true,
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Samvad: REST',
        version: documentsVersion,
        description,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The server that this document comes from' }],
      tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    },
  });
  return () => complete(app.swagger() as object as JsonObject, routes);
}

const description = [
  'The REST API of Samvad: JSON in and out. A success carries `data`, and `pagination` for a list; register, login and refresh answer with their fields at the top level. What happens live comes over the socket: see its own reference.',
  'A refusal is `{ statusCode, code, error, message, requestId }`; `code` is stable, and what a program goes by. Something that exists but is not yours is `NOT_FOUND`. `RATE_LIMITED` and `OVERLOADED` carry `Retry-After` (seconds). The proxy in front may answer 502 `BAD_GATEWAY` or 504 `GATEWAY_TIMEOUT` in the same shape: then the outcome is not known.',
  'Ids are opaque strings. Times are ISO 8601, UTC, with milliseconds. Phone numbers are E.164 after normalising.',
  'Operations, fields and codes may be added. None is renamed or removed: ignore what you do not know.',
].join('\n\n');

const codeMeanings = Object.entries(errors).map(([code, { status, message, temporary }]) => {
  const again = temporary ? 'the same request may succeed later' : 'the same request fails again';
  return `\`${code}\` (${status}): ${message}; ${again}.`;
});

/** What Fastify's schemas do not say: names, words, examples, errors. */
function complete(document: JsonObject, routes: Map<string, Route>): JsonObject {
  const ErrorCode = { type: 'string', enum: Object.keys(errors), description: codeMeanings.join('\n\n') };
  const shared: Components = { schemas: { ErrorCode }, responses: {}, examples: {} };
  const paths: Record<string, Json> = {};
  for (const [path, item] of Object.entries(document.paths as JsonObject)) {
    for (const [method, generated] of Object.entries(item as JsonObject)) {
      const key = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      const operation = operations[key];
      // Fastify answers HEAD wherever there is a GET.
      if (!operation && method === 'head') continue;
      const one = operation
        ? completeOperation(generated as JsonObject, operation, routes.get(key) ?? {}, shared)
        : generated;
      paths[path] = {
        ...(paths[path] as JsonObject),
        [method]: { operationId: operationId(key), ...(one as JsonObject) },
      };
    }
  }
  return { ...document, paths: ordered(paths), components: { ...components, ...shared } };
}

/** As the reference lists them. */
function ordered(paths: Record<string, Json>): JsonObject {
  const places = Object.keys(operations).map((key) => key.slice(key.indexOf(' ') + 1).replaceAll(/:(\w+)/g, '{$1}'));
  const place = (path: string) => places.indexOf(path);
  return Object.fromEntries(Object.entries(paths).sort(([a], [b]) => place(a) - place(b)));
}

/** `POST /api/v1/users/login` → `postUsersLogin`: what generated clients call it. */
function operationId(key: string): string {
  const [method = '', path = ''] = key.split(' ');
  const words = path.replace(/^\/api\/v1/, '').match(/\w+/g) ?? [];
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function completeOperation(generated: JsonObject, operation: Operation, route: Route, shared: Components) {
  const { tag, summary, description: text = '', roles } = operation;
  const who = roles ? `For ${roles.map((role) => `\`${role}\``).join(' and ')}.` : '';
  const words = [who, text].filter(Boolean).join(' ');
  const body = requestBody(generated, operation, shared.schemas);
  const parameters = [...pathAndQuery(generated, operation), ...headerParameters(operation)];
  return {
    tags: [tag],
    summary,
    ...(words ? { description: words } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    security: route.config?.public ? [] : [{ token: [] }],
    responses: {
      ...successes(generated, operation, shared.schemas),
      ...errorAnswers(withoutOwn(errorsOf(route, operation), operation), shared),
    },
  };
}

/** What an operation answers in its own way with that status is no error of the contract. */
const withoutOwn = (codes: ReturnType<typeof errorsOf>, { answers }: Operation) =>
  codes.filter((code) => !(errors[code].status in answers));

function pathAndQuery({ parameters = [] }: JsonObject, operation: Operation): Json[] {
  return (parameters as JsonObject[]).map((parameter) => {
    const known = operation.parameters?.[parameter.name as string];
    const { description: own, ...schema } = parameter.schema as JsonObject;
    const said = known?.description ?? parameter.description ?? own;
    return {
      ...parameter,
      schema,
      ...(said ? { description: said } : {}),
      ...(known ? { example: known.example } : {}),
    };
  });
}

const headerParameters = ({ headers = {} }: Operation): Json[] =>
  Object.entries(headers).map(([name, { description: said, example, required = false }]) => ({
    ...{ name, in: 'header', description: said, required },
    schema: { type: 'string' },
    example,
  }));

function requestBody(generated: JsonObject, operation: Operation, schemas: Record<string, Json>): Json | undefined {
  const { request, requestContent } = operation;
  if (requestContent) {
    const { type, schema } = requestContent;
    return { required: true, content: { [type]: { schema, example: request as Json } } };
  }
  if (!isObject(generated.requestBody)) return undefined;
  const { content } = generated.requestBody as { content: JsonObject };
  const schema = withNames((content['application/json'] as JsonObject).schema, schemas);
  return { required: needed(schema, schemas), content: { 'application/json': { schema, example: request as Json } } };
}

/** A body all of whose fields may be left out may be left out itself. */
function needed(schema: Json, schemas: Record<string, Json>): boolean {
  const { $ref } = schema as { $ref?: string };
  const named = $ref === undefined ? schema : schemas[$ref.slice($ref.lastIndexOf('/') + 1)];
  const { required, minProperties } = named as { required?: Json[]; minProperties?: number };
  return (required?.length ?? 0) > 0 || minProperties !== undefined;
}

function successes(generated: JsonObject, operation: Operation, schemas: Record<string, Json>): Record<string, Json> {
  const generatedAnswers = generated.responses as JsonObject;
  return Object.fromEntries(
    Object.entries(operation.answers).map(([status, { description: said, example, headers = {}, content }]) => {
      const { schema } = ((generatedAnswers[status] as JsonObject)?.content as { 'application/json'?: JsonObject })?.[
        'application/json'
      ] ?? { schema: undefined };
      const type = content?.type ?? 'application/json';
      const shape = content?.schema ?? (schema === undefined ? undefined : withNames(schema, schemas));
      const shown = example === undefined ? {} : { example: example as Json };
      return [
        status,
        {
          description: said,
          headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...answerHeaders(headers) },
          ...(shape ? { content: { [type]: { schema: shape, ...shown } } } : {}),
        },
      ];
    }),
  );
}

const answerHeaders = (headers: NonNullable<Operation['answers'][number]['headers']>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, { description: said, example }]) => [
      name,
      { description: said, schema: { type: 'string' }, example },
    ]),
  );

const components = {
  headers: {
    RequestId: {
      description: 'Name it when asking for help',
      schema: { type: 'string' },
      example: '0198c7a3-02d4-7e8b-a1f0-6c5d4e3f2a10',
    },
    RetryAfter: {
      description: 'Seconds after which a retry makes sense',
      schema: { type: 'string', pattern: '^[1-9][0-9]*$' },
      example: '1',
    },
  },
  securitySchemes: {
    token: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The `token` of register, login or refresh, in `Authorization: Bearer`',
    },
  },
};
