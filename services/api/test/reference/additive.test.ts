import type { JsonObject } from '@samvad/contract/docs';
import { test } from 'tap';
import { breakingRestChanges, breakingSocketChanges } from './breaking-changes.js';
import { generatedAsyncApi, releasedDocuments, servedDocuments } from './documents.js';

test('what clients in the field were written against still holds', async (t) => {
  const [released, now] = [releasedDocuments(), await servedDocuments(t)];
  t.same(breakingRestChanges(released.openapi, now.openapi), [], 'REST');
  t.same(breakingSocketChanges(released.asyncapi, now.asyncapi), [], 'socket');
});

// biome-ignore lint/suspicious/noExplicitAny: documents are taken apart in every way
type Anything = any;
type Change = (document: Anything) => void;

const send = (document: Anything) => document.paths['/api/v1/chat/messages/{conversationId}'].post;
const schema = (document: Anything, name: string) => document.components.schemas[name];
const event = (document: Anything, key: string) => document.channels.socket.messages[key];

/** Each breaks somebody, and must be said in words that name the place. */
const breakingRest: [string, Change, RegExp][] = [
  ['a path is removed', (d) => delete d.paths['/api/v1/users/me'], /users\/me: the path was removed/],
  [
    'an operation is removed',
    (d) => delete d.paths['/api/v1/admin/users'].get,
    /GET .*users: the operation was removed/,
  ],
  [
    'an operation has another id',
    (d) => {
      send(d).operationId = 'send';
    },
    /operationId is now send/,
  ],
  [
    'an operation now needs a token',
    (d) => {
      d.paths['/api/v1/users/login'].post.security = [{ token: [] }];
    },
    /login: now needs/,
  ],
  [
    'a parameter is removed',
    (d) => d.paths['/api/v1/chat/conversations'].get.parameters.shift(),
    /query parameter limit: was removed/,
  ],
  [
    'a parameter is now required',
    (d) => {
      d.paths['/api/v1/chat/conversations'].get.parameters[0].required = true;
    },
    /limit: is now required/,
  ],
  [
    'a new parameter is required',
    (d) => send(d).parameters.push({ in: 'query', name: 'x', required: true, schema: {} }),
    /query parameter x: is now required/,
  ],
  [
    'a limit of a parameter is narrower',
    (d) => {
      d.paths['/api/v1/chat/conversations'].get.parameters[0].schema.maximum = 50;
    },
    /limit: maximum is now 50/,
  ],
  [
    'a body is now required',
    (d) => {
      d.paths['/api/v1/chat/conversations'].post.requestBody.required = true;
    },
    /POST .*conversations: body: is now required/,
  ],
  [
    'a body is of another type',
    (d) => {
      send(d).requestBody.content = { 'text/plain': { schema: {} } };
    },
    /body: no longer is application\/json/,
  ],
  [
    'a field of a body is removed',
    (d) => delete schema(d, 'SendMessageBody').properties.content,
    /body\.content: was removed/,
  ],
  [
    'a field of a body is now required',
    (d) => schema(d, 'SendMessageBody').required.push('clientMessageId'),
    /body\.clientMessageId: is now required/,
  ],
  [
    'a field of a body is limited',
    (d) => {
      schema(d, 'RegisterBody').properties.password.minLength = 12;
    },
    /body\.password: minLength is now 12/,
  ],
  [
    'a field of a body has a form',
    (d) => {
      schema(d, 'LoginBody').properties.phone.pattern = '^\\+';
    },
    /body\.phone: pattern is now/,
  ],
  [
    'a body takes no other fields',
    (d) => {
      schema(d, 'LoginBody').additionalProperties = false;
    },
    /no longer takes other fields/,
  ],
  [
    'a value is no longer taken',
    (d) => schema(d, 'SendMessageBody').properties.messageType.enum.pop(),
    /messageType: no longer has the value file/,
  ],
  [
    'null is no longer taken',
    (d) => schema(d, 'UpdateConversationBody').properties.assignedSupportId.anyOf.pop(),
    /assignedSupportId: no longer takes null/,
  ],
  [
    'any text becomes some values',
    (d) => {
      schema(d, 'LoginBody').properties.phone.enum = ['1'];
    },
    /phone: is now limited to 1/,
  ],
  [
    'a status is removed',
    (d) => delete d.paths['/api/v1/chat/conversations'].post.responses['200'],
    /answer 200: was removed/,
  ],
  [
    'a header is removed',
    (d) => delete d.components.responses.RATE_LIMITED.headers['Retry-After'],
    /answer 429: Retry-After: the header/,
  ],
  ['a field of an answer is removed', (d) => delete schema(d, 'Profile').properties.lastSeen, /lastSeen: was removed/],
  ['a field of an answer may be missing', (d) => schema(d, 'Message').required.pop(), /createdAt: may now be missing/],
  [
    'a field of an answer is of another type',
    (d) => {
      schema(d, 'Message').properties.seq = { type: 'string' };
    },
    /seq: may now be string/,
  ],
  [
    'an integer of an answer may be a fraction',
    (d) => {
      schema(d, 'Media').properties.size.type = 'number';
    },
    /size: may now be number/,
  ],
  [
    'a field of an answer may be null',
    (d) => {
      schema(d, 'Media').properties.name = { anyOf: [{ type: 'string' }, { type: 'null' }] };
    },
    /name: may now be null/,
  ],
  [
    'a value of an answer is renamed',
    (d) => {
      schema(d, 'Conversation').properties.status.enum[0] = 'new';
    },
    /status: no longer has the value open/,
  ],
  [
    'a page is called otherwise',
    (d) => {
      const { properties } = schema(d, 'PeopleAnswer');
      properties.people = properties.data;
      delete properties.data;
    },
    /answer 200\.data: was removed/,
  ],
  [
    'an operation has an error less',
    (d) =>
      void d.components.responses['UNAUTHORIZED.TOKEN_EXPIRED'].content[
        'application/json'
      ].schema.allOf[1].properties.code.enum.pop(),
    /answer 401\.code: no longer has the value TOKEN_EXPIRED/,
  ],
  ['an error code is removed', (d) => schema(d, 'ErrorCode').enum.shift(), /VALIDATION: the error code was removed/],
];

const breakingSocket: [string, Change, RegExp][] = [
  ['an event is removed', (d) => delete d.operations['typing.start'], /typing:start: the event was removed/],
  [
    'an event goes the other way',
    (d) => {
      d.operations.sync.action = 'send';
    },
    /sync: goes into the other direction/,
  ],
  ['an event is no longer acknowledged', (d) => delete d.operations.sync.reply, /sync: is no longer acknowledged/],
  [
    'a message is removed',
    (d) => delete d.channels.socket.messages['server.message.new'],
    /message:new: the message was removed/,
  ],
  [
    'a message has another name',
    (d) => {
      event(d, 'server.message.new').name = 'message:created';
    },
    /message:new: is now called message:created/,
  ],
  [
    'a field of a payload is now required',
    (d) => event(d, 'conversation.join').payload.required.push('afterSeq'),
    /conversation:join\.afterSeq: is now required/,
  ],
  [
    'a field of a payload is limited',
    (d) => {
      event(d, 'auth.refresh').payload.properties.token.maxLength = 10;
    },
    /token: maxLength is now 10/,
  ],
  [
    'a field of an event is removed',
    (d) => delete event(d, 'server.user.offline').payload.properties.lastSeen,
    /user:offline\.lastSeen: was removed/,
  ],
  [
    'a field of an event may be missing',
    (d) => {
      event(d, 'server.message.read').payload.required = [];
    },
    /message:read\.upToSeq: may now be missing/,
  ],
  [
    'a field of an acknowledgement is removed',
    (d) => delete schema(d, 'MarkedRead').properties.unreadCount,
    /mark-all-read.*unreadCount: was removed/,
  ],
  [
    'a map holds something else',
    (d) => {
      schema(d, 'Synced').properties.unread.patternProperties = { '^.*$': { type: 'string' } };
    },
    /unread\[key\]: may now be string/,
  ],
  [
    'a list holds something else',
    (d) => {
      schema(d, 'Viewers').items = { type: 'string' };
    },
    /viewers\[\]: may now be string/,
  ],
  [
    'an acknowledgement has an error less',
    (d) => event(d, 'sync.answer').payload.oneOf[1].properties.error.properties.code.enum.pop(),
    /error\.code: no longer has the value/,
  ],
  [
    'an error code is removed',
    (d) => schema(d, 'ErrorCode').enum.pop(),
    /INSUFFICIENT_STORAGE: the error code was removed/,
  ],
];

test('a change that would break a client is found, and named', async (t) => {
  const kinds = [
    [breakingRest, releasedDocuments().openapi, breakingRestChanges],
    [breakingSocket, releasedDocuments().asyncapi, breakingSocketChanges],
  ] as const;
  for (const [changes, document, breaking] of kinds) {
    t.same(breaking(document, structuredClone(document)), [], 'the same is no change');
    for (const [what, change, said] of changes) {
      const changed = structuredClone(document);
      change(changed);
      t.match(breaking(document, changed).join('\n'), said, what);
    }
  }
});

/** What clients are told to expect. */
const additiveRest: [string, Change][] = [
  [
    'a path',
    (d) => {
      d.paths['/api/v1/new'] = d.paths['/api/v1/users/me'];
    },
  ],
  ['an optional parameter', (d) => send(d).parameters.push({ in: 'query', name: 'x', required: false, schema: {} })],
  [
    'an optional field of a body',
    (d) => {
      schema(d, 'SendMessageBody').properties.more = { type: 'string' };
    },
  ],
  [
    'a field of an answer',
    (d) => {
      schema(d, 'Message').properties.more = { type: 'string' };
    },
  ],
  [
    'a wider limit',
    (d) => {
      schema(d, 'RegisterBody').properties.password.minLength = 4;
    },
  ],
  ['no limit any more', (d) => delete schema(d, 'RegisterBody').properties.password.minLength],
  ['a field that is no longer required of clients', (d) => schema(d, 'RegisterBody').required.pop()],
  ['a field that is always there now', (d) => schema(d, 'Profile').required.push('phone')],
  [
    'null where a client may send it',
    (d) => {
      schema(d, 'RegisterBody').properties.name = { anyOf: [{ type: 'string' }, { type: 'null' }] };
    },
  ],
  ['a value', (d) => schema(d, 'SendMessageBody').properties.messageType.enum.push('sticker')],
  ['an error code', (d) => schema(d, 'ErrorCode').enum.push('TEAPOT')],
  [
    'other words',
    (d) => {
      send(d).summary = 'Other words';
    },
  ],
];

test('what only adds is let through', async (t) => {
  const { openapi } = releasedDocuments();
  for (const [what, change] of additiveRest) {
    const changed: JsonObject = structuredClone(openapi);
    change(changed);
    t.not(JSON.stringify(changed), JSON.stringify(openapi), `${what}: is a change`);
    t.same(breakingRestChanges(openapi, changed), [], what);
  }
});

test('a node serves the document that the socket tests use', async (t) => {
  t.same((await servedDocuments(t)).asyncapi, generatedAsyncApi());
});
