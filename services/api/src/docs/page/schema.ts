import { isObject, type Json, type JsonObject } from '@samvad/contract/docs';
import { escapeHtml, heading, line, paragraphs } from './html.js';

export const schemaId = (name: string) => `schema-${name}`;
const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1);
const link = (ref: string) => `<a href="#${schemaId(nameOf(ref))}">${escapeHtml(nameOf(ref))}</a>`;

/** What a value is, in a few words (HTML): `integer`, `array of Message`, `Media or null`. */
export function typeName(schema: JsonObject): string {
  if (typeof schema.$ref === 'string') return link(schema.$ref);
  if ('const' in schema) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  if (Array.isArray(schema.enum))
    return schema.enum.map((one) => `<code>${escapeHtml(String(one))}</code>`).join(' | ');
  const choices = (schema.anyOf ?? schema.oneOf) as JsonObject[] | undefined;
  if (choices) return choices.map(typeName).join(' or ');
  if (schema.type === 'array') return `array of ${typeName(schema.items as JsonObject)}`;
  const pattern = isObject(schema.patternProperties) ? Object.values(schema.patternProperties)[0] : undefined;
  if (pattern) return `map of ${typeName(pattern as JsonObject)}`;
  return escapeHtml(String(schema.type ?? 'any'));
}

const limits: [string, (value: Json) => string][] = [
  ['minLength', (value) => (value === 1 ? 'not empty' : `at least ${value} characters`)],
  ['maxLength', (value) => `at most ${value} characters`],
  ['minimum', (value) => `from ${value}`],
  ['maximum', (value) => (value === Number.MAX_SAFE_INTEGER ? '' : `to ${value}`)],
  ['minItems', (value) => `at least ${value}`],
  ['minProperties', (value) => `at least ${value} field`],
  ['default', (value) => `${value} when left out`],
];

const limitsOf = (schema: JsonObject) =>
  limits
    .flatMap(([key, say]) => (key in schema ? [say(schema[key] as Json)] : []))
    .filter(Boolean)
    .join(', ');

interface Field {
  name: string;
  schema: JsonObject;
  required: boolean;
  /** What stands beside the schema where there is one, as with parameters. */
  description?: Json | undefined;
}

export function fieldList(fields: Field[]): string {
  if (fields.length === 0) return '';
  const items = fields.map(({ name, schema, required, description = schema.description }) => {
    const limit = limitsOf(schema);
    const more = limit ? ` <span class="limit">(${escapeHtml(limit)})</span>` : '';
    return `<li><div><code class="name">${escapeHtml(name)}</code> <span class="type">${typeName(schema)}</span>${more}${required ? '' : ' <span class="optional">optional</span>'}</div>${paragraphs(description)}</li>`;
  });
  return `<ul class="fields">${items.join('\n')}</ul>`;
}

/** The fields of an object, those of objects without a name of their own below them as `pagination.limit`. */
export function fieldsOf(schema: JsonObject, prefix = ''): Field[] {
  const required = (schema.required ?? []) as string[];
  return Object.entries((schema.properties ?? {}) as Record<string, JsonObject>).flatMap(([key, field]) => {
    const name = prefix + key;
    return [{ name, schema: field, required: required.includes(key) }, ...inner(field, name)];
  });
}

function inner(field: JsonObject, name: string): Field[] {
  if (field.properties) return fieldsOf(field, `${name}.`);
  if (isObject(field.items)) return inner(field.items, `${name}[]`);
  const values = isObject(field.patternProperties) ? Object.values(field.patternProperties)[0] : undefined;
  if (values) return inner(values as JsonObject, `${name}[id]`);
  return ((field.anyOf ?? []) as JsonObject[]).flatMap((one) => inner(one, name));
}

/** A schema where it is used: a link to one with a name, the fields of one without. */
export function shape(schema: JsonObject): string {
  const fields = fieldsOf(schema);
  if (fields.length > 0) return fieldList(fields);
  return `<p class="type">${typeName(schema)}${schema.description && !schema.$ref ? `: ${line(String(schema.description))}` : ''}</p>`;
}

/** The same with the fields also of one with a name: for what a client sends. */
export function filledIn(schema: JsonObject, schemas: Record<string, JsonObject>): string {
  const named = typeof schema.$ref === 'string' ? schemas[nameOf(schema.$ref)] : undefined;
  return named ? shape(schema) + fieldList(fieldsOf(named)) : shape(schema);
}

/** All schemas with a name, each with an anchor. */
export function schemaSections(schemas: Record<string, JsonObject>): string {
  return Object.entries(schemas)
    .filter(([name]) => name !== 'ErrorCode')
    .map(([name, schema]) => {
      const said = paragraphs(schema.description);
      const body = schema.type === 'array' ? fieldList(inner(schema, '')) : fieldList(fieldsOf(schema));
      return `<section class="schema">${heading(3, schemaId(name), `<code>${escapeHtml(name)}</code>`, name)}${said}${body}</section>`;
    })
    .join('\n');
}
