import * as contract from '../index.js';

/** JSON, as far as the documents are concerned. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `JSON.stringify` would keep, in an order of keys that does not depend on who wrote it. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    isObject(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}

/** A function of the contract is nothing to a document. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value) ?? 'null') as Json;
const withoutDescription = ({ description: _, ...rest }: JsonObject) => rest;

/** The objects and lists that the contract exports, by what they are: name and own description. */
const names = new Map<string, string>();
const exported = new Map<string, JsonObject>();
for (const [name, value] of Object.entries(contract)) {
  const schema = plain(value);
  if (!isObject(schema) || (schema.type !== 'object' && schema.type !== 'array')) continue;
  const key = canonical(withoutDescription(schema));
  if (names.has(key)) continue;
  names.set(key, name);
  exported.set(name, schema);
}

/**
 * A part of a document in which every schema that the contract exports under a name is a `$ref` to
 * `#/components/schemas/<name>`; those met are added to `components`. A description of its own stays beside the `$ref`.
 */
export function withNames(value: unknown, components: Record<string, Json>): Json {
  return replace(plain(value), components);
}

function replace(value: Json, components: Record<string, Json>): Json {
  if (Array.isArray(value)) return value.map((one) => replace(one, components));
  if (!isObject(value)) return value;
  const name = value.type ? names.get(canonical(withoutDescription(value))) : undefined;
  if (name === undefined) return inside(value, components);
  const schema = exported.get(name) as JsonObject;
  if (!(name in components)) {
    components[name] = {};
    components[name] = inside(schema, components);
  }
  const own = value.description !== schema.description && value.description ? { description: value.description } : {};
  return { $ref: `#/components/schemas/${name}`, ...own };
}

/** Examples are no schemas, whatever they look like. */
function inside(value: JsonObject, components: Record<string, Json>): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'example' || key === 'examples' ? one : replace(one, components),
    ]),
  );
}
