import { type ClientEvent, clientEvents } from '../client-events.js';
import { type ErrorCode, errors } from '../errors.js';
import { type ServerEvent, serverEvents } from '../server-events.js';
import { clientEventDocs, everyEventErrors } from './client-event-docs.js';
import { type Json, type JsonObject, withNames } from './named-schemas.js';
import { serverEventDocs } from './server-event-docs.js';

/** The keys of AsyncAPI's maps may not have a colon. `name` of each message is the event's true name. */
export const eventKey = (event: string) => event.replaceAll(':', '.');
export const answerKey = (event: string) => `${eventKey(event)}.answer`;
const messageRef = (key: string) => ({ $ref: `#/channels/socket/messages/${key}` });
const channel = { $ref: '#/channels/socket' };

/** What an event can be refused with, in the order of the contract. */
export function errorsOfEvent(event: ClientEvent): ErrorCode[] {
  const codes = new Set([...everyEventErrors, ...clientEventDocs[event].errors]);
  return (Object.keys(errors) as ErrorCode[]).filter((code) => codes.has(code));
}

const connectCodes = ['UNAUTHORIZED', 'TOKEN_EXPIRED', 'OVERLOADED'] as const satisfies ErrorCode[];

/** The socket's reference as an AsyncAPI 3.0 document, from the schemas that validate at run time. */
export function asyncApiDocument(version: string): JsonObject {
  const schemas: Record<string, Json> = {
    ErrorCode: {
      type: 'string',
      enum: Object.keys(errors),
      description: 'Stable machine codes; what each means is said in the REST reference',
    },
  };
  const messages: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  for (const event of Object.keys(clientEvents) as ClientEvent[]) {
    messages[eventKey(event)] = clientMessage(event, schemas);
    messages[answerKey(event)] = answerMessage(event, schemas);
    operations[eventKey(event)] = {
      action: 'receive',
      title: event,
      summary: clientEventDocs[event].summary,
      description: clientEventDocs[event].description,
      tags: [tagOf(event)],
      channel,
      messages: [messageRef(eventKey(event))],
      reply: { channel, messages: [messageRef(answerKey(event))] },
    };
  }
  for (const event of Object.keys(serverEvents) as ServerEvent[]) {
    const key = `server.${eventKey(event)}`;
    messages[key] = serverMessage(event, schemas);
    operations[key] = {
      action: 'send',
      title: event,
      summary: serverEventDocs[event].summary,
      description: serverEventDocs[event].description,
      tags: [tagOf(event)],
      channel,
      messages: [messageRef(key)],
    };
  }
  messages.connect_error = connectError();
  return {
    asyncapi: '3.0.0',
    info: { title: 'Samvad: socket', version, description },
    defaultContentType: 'application/json',
    servers: {
      cluster: {
        host: '{host}',
        pathname: '/socket.io',
        protocol: 'wss',
        description: 'Socket.IO v4 (Engine.IO 4), over WebSocket or long polling',
        variables: { host: { default: 'localhost:8080', description: 'Where the cluster is; `ws` without TLS' } },
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: {
      socket: {
        address: '/',
        title: 'The namespace `/`',
        description: 'All events go over one connection, in the default namespace.',
        servers: [{ $ref: '#/servers/cluster' }],
        messages,
      },
    },
    operations,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of POST /api/v1/users/login, in the handshake: `io(url, { auth: { token } })`',
        },
      },
    },
  };
}

const description = [
  'Everything that goes over the socket of Samvad, in both directions. The library is socket.io-client v4, or one for another language that speaks the same protocol.',
  'Each event takes an acknowledgement callback, called with `{ ok: true, data }` or `{ ok: false, error: { code, message } }`. Without one an error arrives as the event `chat:error`.',
  'After a reconnect, and whenever `seq` jumps, ask with `sync` or `conversation:join`: what was missed comes back. Events may arrive twice; a message is known by its conversation and `seq`.',
  'Fields, events and error codes may be added. None is renamed or removed: ignore what you do not know.',
].join('\n\n');

const tagOf = (event: string) => ({ name: event.split(':', 1)[0] as string });

function clientMessage(event: ClientEvent, schemas: Record<string, Json>): Json {
  const docs = clientEventDocs[event];
  return {
    name: event,
    title: event,
    summary: docs.summary,
    payload: withNames(clientEvents[event].payload, schemas),
    examples: [{ name: 'request', summary: docs.summary, payload: docs.payload as Json }],
  };
}

function answerMessage(event: ClientEvent, schemas: Record<string, Json>): Json {
  const { answer } = clientEventDocs[event];
  const codes = errorsOfEvent(event);
  const refused = codes.find((code) => code !== 'VALIDATION') ?? 'VALIDATION';
  const error = { code: refused, message: errors[refused].message };
  return {
    name: `${event} (acknowledgement)`,
    title: `The acknowledgement of ${event}`,
    summary: 'What the callback is called with',
    payload: { oneOf: [accepted(withNames(clientEvents[event].answer, schemas)), refusal(codes)] },
    examples: [
      { name: 'ok', summary: 'Done', payload: { ok: true, data: answer as Json } },
      { name: 'error', summary: 'Refused', payload: { ok: false, error } },
    ],
  };
}

const accepted = (data: Json): Json => ({
  type: 'object',
  required: ['ok', 'data'],
  properties: { ok: { const: true, description: 'It is done' }, data },
});

const refusal = (codes: readonly ErrorCode[]): Json => ({
  type: 'object',
  required: ['ok', 'error'],
  properties: {
    ok: { const: false, description: 'It was refused' },
    error: {
      type: 'object',
      description: 'Why',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', enum: [...codes], description: 'SCREAMING_SNAKE, stable' },
        message: { type: 'string', description: 'For people; its wording may change' },
      },
    },
  },
});

function serverMessage(event: ServerEvent, schemas: Record<string, Json>): Json {
  const docs = serverEventDocs[event];
  return {
    name: event,
    title: event,
    summary: docs.summary,
    payload: withNames(serverEvents[event], schemas),
    examples: [{ name: 'event', summary: docs.summary, payload: docs.payload as Json }],
  };
}

/** Socket.IO's own event, for a connection that is not admitted. */
const connectError = (): Json => ({
  name: 'connect_error',
  title: 'connect_error',
  summary: 'The connection was refused; what the client library hands over',
  payload: {
    type: 'object',
    required: ['message', 'data'],
    properties: {
      message: { type: 'string', description: 'For people' },
      data: {
        type: 'object',
        description: 'What a program goes by',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', enum: [...connectCodes], description: 'SCREAMING_SNAKE, stable' },
          message: { type: 'string', description: 'For people' },
          retryAfter: { type: 'integer', description: 'Seconds after which a retry makes sense, with `OVERLOADED`' },
        },
      },
    },
  },
  examples: [
    {
      name: 'event',
      summary: 'The node is full',
      payload: {
        message: errors.OVERLOADED.message,
        data: { code: 'OVERLOADED', message: errors.OVERLOADED.message, retryAfter: 3 },
      },
    },
  ],
});
