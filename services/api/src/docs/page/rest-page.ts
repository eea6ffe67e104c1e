import type { JsonObject } from '@samvad/contract/docs';
import { errorEntries, errorLink, errorSection } from './error-table.js';
import { escapeHtml, example, heading, line, page, paragraphs } from './html.js';
import { fieldList, filledIn, schemaId, schemaSections, shape } from './schema.js';

interface Parameter extends JsonObject {
  name: string;
  in: string;
  description: string;
  schema: JsonObject;
}

interface Content {
  [type: string]: { schema: JsonObject; example?: unknown };
}

interface Answer {
  description: string;
  headers?: Record<string, { $ref?: string; description?: string }>;
  content?: Content;
}

interface RestOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  security: unknown[];
  responses: Record<string, Answer | { $ref: string }>;
}

interface Listed extends RestOperation {
  method: string;
  path: string;
}

interface Document {
  info: { title: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, RestOperation>>;
  components: { schemas: Record<string, JsonObject>; responses: Record<string, Answer> };
}

/** The REST reference as a page of plain HTML. */
export function restPage(json: JsonObject): string {
  const { info, tags, paths, components } = json as object as Document;
  const listed = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]): Listed => ({ ...one, method: method.toUpperCase(), path })),
  );
  const of = (tag: string) => listed.filter((one) => one.tags.includes(tag));
  const names = Object.keys(components.schemas).filter((name) => name !== 'ErrorCode');
  return page({
    title: info.title,
    current: 'rest',
    contents: [
      ...tags.map(({ name }) => ({
        title: name,
        entries: of(name).map((one) => ({ id: one.operationId, label: title(one) })),
      })),
      { title: 'Schemas', entries: names.map((name) => ({ id: schemaId(name), label: escapeHtml(name) })) },
      { title: 'Errors', entries: errorEntries() },
    ],
    intro: paragraphs(info.description),
    body: `${tags
      .map(
        ({ name, description }) =>
          `<section>${heading(2, `tag-${name}`, escapeHtml(name), name)}${paragraphs(description)}${of(name)
            .map((one) => section(one, components))
            .join('\n')}</section>`,
      )
      .join('\n')}
<section>${heading(2, 'schemas', 'Schemas', 'Schemas')}${schemaSections(components.schemas)}</section>
${errorSection()}`,
  });
}

/** Long paths may break at a slash. */
const title = ({ method, path }: Listed) =>
  `<span class="method ${method.toLowerCase()}">${method}</span> <code>${escapeHtml(path.replace('/api/v1', '')).replaceAll('/', '/<wbr>')}</code>`;

function section(one: Listed, components: Document['components']): string {
  const { operationId, method, path, summary, description, parameters = [], requestBody, security, responses } = one;
  const full = `<span class="method ${method.toLowerCase()}">${method}</span> <code>${escapeHtml(path).replaceAll('/', '/<wbr>')}</code>`;
  return `<article>${heading(3, operationId, full, `${method} ${path}`)}
<p class="summary">${line(summary)}</p>${paragraphs(description)}
<p class="access">${security.length > 0 ? 'Needs an access token.' : 'Needs no access token.'}</p>
${parametersOf(parameters)}
${requestBody ? body(requestBody, components.schemas) : ''}
${answers(responses, components.responses)}</article>`;
}

function parametersOf(parameters: Parameter[]): string {
  if (parameters.length === 0) return '';
  const fields = parameters.map(({ name, in: where, description, schema, required }) => ({
    name,
    schema,
    required: required === true,
    description: `${description}${'.?!'.includes(description.at(-1) ?? '') ? '' : '.'} In the ${where}.`,
  }));
  return `<h4>Parameters</h4>${fieldList(fields)}`;
}

function body({ required, content }: NonNullable<RestOperation['requestBody']>, schemas: Record<string, JsonObject>) {
  return Object.entries(content)
    .map(
      ([type, { schema, example: value }]) =>
        `<h4>Body <span class="type">${escapeHtml(type)}</span>${required ? '' : ' <span class="optional">optional</span>'}</h4>${filledIn(schema, schemas)}${value === undefined ? '' : example('Example of the request', value)}`,
    )
    .join('\n');
}

function answers(responses: RestOperation['responses'], shared: Record<string, Answer>): string {
  const resolved = Object.entries(responses).map(([status, one]): [string, Answer | undefined] => [
    status,
    '$ref' in one ? shared[one.$ref.slice(one.$ref.lastIndexOf('/') + 1)] : one,
  ]);
  const known = resolved.filter((entry): entry is [string, Answer] => entry[1] !== undefined);
  const rows = known
    .filter(([, answer]) => codesOf(answer).length > 0)
    .map(
      ([status, answer]) =>
        `<li><span class="status">${status}</span> ${codesOf(answer).map(errorLink).join(' ')}</li>`,
    );
  const successes = known.filter(([, answer]) => codesOf(answer).length === 0);
  return `<h4>Answers</h4>${successes.map(success).join('\n')}
<h4>Errors</h4><ul class="codes">${rows.join('')}</ul>`;
}

function success([status, { description, headers = {}, content = {} }]: [string, Answer]): string {
  const own = Object.entries(headers).filter(([, header]) => header.$ref === undefined);
  const fields = own.map(([name, header]) => ({
    name,
    schema: { type: 'header' },
    required: true,
    description: header.description,
  }));
  const bodies = Object.entries(content).map(
    ([type, { schema, example: value }]) =>
      `${type === 'application/json' ? '' : `<p class="type">${escapeHtml(type)}</p>`}${shape(schema)}${value === undefined ? '' : example('Example of the answer', value)}`,
  );
  return `<p><span class="status">${status}</span> ${line(description)}</p>${fieldList(fields)}${bodies.join('\n')}`;
}

/** The codes of an error's answer; none of a success. */
function codesOf({ content }: Answer): string[] {
  const schema = content?.['application/json']?.schema as { allOf?: { properties?: { code?: { enum: string[] } } }[] };
  return schema?.allOf?.[1]?.properties?.code?.enum ?? [];
}
