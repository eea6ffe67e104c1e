import { isObject, type Json, type JsonObject } from '@samvad/contract/docs';
import { Compile } from 'typebox/compile';
import { resolve } from './compare-schemas.js';

/** The schema with everything it refers to in its place, as validators of a single schema want it. */
export function dereferenced(schema: Json, document: JsonObject): Json {
  if (Array.isArray(schema)) return schema.map((one) => dereferenced(one, document));
  if (!isObject(schema)) return schema;
  if (typeof schema.$ref === 'string') return dereferenced(resolve(schema, document), document);
  return Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, dereferenced(one, document)]));
}

/** What is wrong with a value; nothing when it fits. */
export function misfits(schema: Json, document: JsonObject, value: unknown): string[] {
  const validator = Compile(dereferenced(schema, document) as object);
  if (validator.Check(value)) return [];
  return [...validator.Errors(value)].map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`);
}
