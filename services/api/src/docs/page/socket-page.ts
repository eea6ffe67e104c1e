import type { JsonObject } from '@samvad/contract/docs';
import { errorEntries, errorLink, errorSection } from './error-table.js';
import { escapeHtml, example, heading, line, page, paragraphs } from './html.js';
import { filledIn, schemaId, schemaSections, shape } from './schema.js';

interface Message {
  name: string;
  summary: string;
  payload: JsonObject;
  examples: { name: string; payload: unknown }[];
}

interface SocketOperation {
  action: 'send' | 'receive';
  title: string;
  summary: string;
  description: string;
  messages: { $ref: string }[];
  reply?: { messages: { $ref: string }[] };
}

interface Document {
  info: { title: string; description: string };
  channels: { socket: { messages: Record<string, Message> } };
  operations: Record<string, SocketOperation>;
  components: { schemas: Record<string, JsonObject>; securitySchemes: { token: { description: string } } };
}

/** The reference of the socket as a page of plain HTML. */
export function socketPage(json: JsonObject): string {
  const { info, channels, operations, components } = json as object as Document;
  const { messages } = channels.socket;
  const of = (action: SocketOperation['action']) =>
    Object.entries(operations).filter(([, one]) => one.action === action);
  const entries = (action: SocketOperation['action']) =>
    of(action).map(([id, one]) => ({ id, label: `<code>${escapeHtml(one.title)}</code>` }));
  const sections = (action: SocketOperation['action']) =>
    of(action)
      .map(([id, one]) => section(id, one, messages, components.schemas))
      .join('\n');
  const names = Object.keys(components.schemas).filter((name) => name !== 'ErrorCode');
  return page({
    title: info.title,
    current: 'socket',
    contents: [
      { title: 'Connecting', entries: [{ id: 'connecting', label: 'Connecting' }] },
      { title: 'Client to server', entries: entries('receive') },
      { title: 'Server to client', entries: entries('send') },
      { title: 'Schemas', entries: names.map((name) => ({ id: schemaId(name), label: escapeHtml(name) })) },
      { title: 'Errors', entries: errorEntries() },
    ],
    intro: paragraphs(info.description),
    body: `<section>${heading(2, 'connecting', 'Connecting', 'Connecting')}
<p>${line(components.securitySchemes.token.description)}. The path is <code>/socket.io</code>.</p>
${messages.connect_error ? event('connect_error', messages.connect_error) : ''}</section>
<section>${heading(2, 'from-clients', 'Client to server', 'Client to server')}${sections('receive')}</section>
<section>${heading(2, 'from-servers', 'Server to client', 'Server to client')}${sections('send')}</section>
<section>${heading(2, 'schemas', 'Schemas', 'Schemas')}${schemaSections(components.schemas)}</section>
${errorSection()}`,
  });
}

function section(
  id: string,
  one: SocketOperation,
  messages: Record<string, Message>,
  schemas: Record<string, JsonObject>,
): string {
  const sent = resolve(one.messages, messages);
  const reply = one.reply ? resolve(one.reply.messages, messages) : undefined;
  return `<article>${heading(3, id, `<code>${escapeHtml(one.title)}</code>`, one.title)}
<p class="summary">${line(one.summary)}</p>${paragraphs(one.description)}
<h4>Payload</h4>${sent ? content(sent, one.action === 'receive' ? schemas : {}) : ''}
${reply ? acknowledgement(reply) : ''}</article>`;
}

const resolve = ([first]: { $ref: string }[], messages: Record<string, Message>) =>
  first && messages[first.$ref.slice(first.$ref.lastIndexOf('/') + 1)];

const content = ({ payload, examples }: Message, schemas: Record<string, JsonObject> = {}) =>
  filledIn(payload, schemas) + examples.map((one) => example('Example', one.payload)).join('\n');

const event = (id: string, message: Message) =>
  `<article>${heading(3, id, `<code>${escapeHtml(message.name)}</code>`, message.name)}<p>${line(message.summary)}</p>${content(message)}</article>`;

function acknowledgement({ payload, examples }: Message): string {
  const [accepted, refused] = payload.oneOf as {
    properties: { data: JsonObject; error: { properties: { code: { enum: string[] } } } };
  }[];
  const codes = refused?.properties.error.properties.code.enum ?? [];
  return `<h4>Acknowledgement: <code>data</code></h4>${accepted ? shape(accepted.properties.data) : ''}
${examples.map((one) => example(one.name === 'ok' ? 'Example of the acknowledgement' : 'Example of a refusal', one.payload)).join('\n')}
<h4>Errors</h4><p class="codes">${codes.map(errorLink).join(' ')}</p>`;
}
