import { isObject, type JsonObject } from '@samvad/contract/docs';

/** Whether clients send what the schema describes, or receive it: what narrows one widens the other. */
export type Direction = 'request' | 'answer';

/** Says where it is, and what is wrong. */
export type Report = (where: string, problem: string) => void;

export interface Pair {
  old: JsonObject;
  new: JsonObject;
}

/** Two documents, to find what a `$ref` of either means. */
export class SchemaComparison {
  readonly #documents: Pair;
  readonly #report: Report;

  constructor(documents: Pair, report: Report) {
    this.#documents = documents;
    this.#report = report;
  }

  /** Reports whatever a client that was written against the old schema would fall over. */
  compare(pair: Pair, direction: Direction, where: string): void {
    for (const [place, problem] of this.#problems(pair, direction, where)) this.#report(place, problem);
  }

  #problems(pair: Pair, direction: Direction, where: string): [string, string][] {
    const old = alternatives(pair.old, this.#documents.old);
    const now = alternatives(pair.new, this.#documents.new);
    // What clients send must still be taken; what they get must be something they know.
    const [each, others] = direction === 'request' ? [old, now] : [now, old];
    return each.flatMap((one) => {
      const candidates = others.filter((other) =>
        isSameKind(direction === 'request' ? [one, other] : [other, one], direction),
      );
      const found = candidates.map((other) =>
        this.#ofSameKind(
          direction === 'request' ? { old: one, new: other } : { old: other, new: one },
          direction,
          where,
        ),
      );
      if (found.length === 0) {
        const kind = kindOf(one);
        return [[where, direction === 'request' ? `no longer takes ${kind}` : `may now be ${kind}`]];
      }
      return found.reduce((best, next) => (next.length < best.length ? next : best));
    });
  }

  #ofSameKind(pair: Pair, direction: Direction, where: string): [string, string][] {
    return [
      ...values(pair, where),
      ...(direction === 'request' ? limits(pair, where) : []),
      ...this.#fields(pair, direction, where),
      ...this.#parts(pair, direction, where),
    ];
  }

  #fields(pair: Pair, direction: Direction, where: string): [string, string][] {
    const [old, now] = [propertiesOf(pair.old), propertiesOf(pair.new)];
    const [needed, needs] = [requiredOf(pair.old), requiredOf(pair.new)];
    const found: [string, string][] = [];
    for (const [name, schema] of Object.entries(old)) {
      const place = `${where}.${name}`;
      const next = now[name];
      if (!next) found.push([place, 'was removed or renamed']);
      else found.push(...this.#problems({ old: schema, new: next }, direction, place));
      if (next && direction === 'answer' && needed.has(name) && !needs.has(name))
        found.push([place, 'may now be missing']);
    }
    if (direction === 'request') {
      for (const name of needs) if (!needed.has(name)) found.push([`${where}.${name}`, 'is now required']);
    }
    return found;
  }

  /** Of lists and maps. */
  #parts(pair: Pair, direction: Direction, where: string): [string, string][] {
    const found: [string, string][] = [];
    if (isObject(pair.old.items) && isObject(pair.new.items)) {
      found.push(...this.#problems({ old: pair.old.items, new: pair.new.items }, direction, `${where}[]`));
    }
    const [old, now] = [mapOf(pair.old), mapOf(pair.new)];
    if (old && now) found.push(...this.#problems({ old, new: now }, direction, `${where}[key]`));
    return found;
  }
}

const propertiesOf = (schema: JsonObject) => (schema.properties ?? {}) as Record<string, JsonObject>;
const requiredOf = (schema: JsonObject) => new Set((schema.required ?? []) as string[]);
const mapOf = (schema: JsonObject) =>
  isObject(schema.patternProperties) ? (Object.values(schema.patternProperties)[0] as JsonObject) : undefined;

/** What `#/a/b` means. Throws when it means nothing. */
export function resolve(schema: JsonObject, document: JsonObject): JsonObject {
  if (typeof schema.$ref !== 'string') return schema;
  const found = schema.$ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
  if (!isObject(found)) throw new Error(`${schema.$ref} means nothing`);
  return resolve(found, document);
}

/** The schemas of which a value fits one. */
function alternatives(schema: JsonObject, document: JsonObject): JsonObject[] {
  const resolved = resolve(schema, document);
  const choices = (resolved.anyOf ?? resolved.oneOf) as JsonObject[] | undefined;
  if (choices) return choices.flatMap((one) => alternatives(one, document));
  if (Array.isArray(resolved.allOf)) return [merged(resolved.allOf as JsonObject[], document)];
  if (Array.isArray(resolved.type)) return resolved.type.map((type) => ({ ...resolved, type }));
  return [resolved];
}

function merged(all: JsonObject[], document: JsonObject): JsonObject {
  const parts = all.map((one) => resolve(one, document));
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(propertiesOf)),
    required: [...new Set(parts.flatMap((one) => [...requiredOf(one)]))],
  };
}

function valuesOf(schema: JsonObject): unknown[] | undefined {
  if ('const' in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function kindOf(schema: JsonObject): string {
  if (typeof schema.type === 'string') return schema.type;
  const [first] = valuesOf(schema) ?? [];
  return first === undefined ? 'anything' : first === null ? 'null' : typeof first;
}

/** An integer is a number: clients may send it where a number is taken, and receive it where they expect one. */
function isSameKind([old, now]: [JsonObject, JsonObject], direction: Direction): boolean {
  const [before, after] = [kindOf(old), kindOf(now)];
  if (before === after || (direction === 'request' ? after : before) === 'anything') return true;
  const [narrow, wide] = direction === 'request' ? [before, after] : [after, before];
  return narrow === 'integer' && wide === 'number';
}

/** A value that is gone is gone for both: nobody can send it, and whoever waits for it waits for ever. */
function values(pair: Pair, where: string): [string, string][] {
  const [old, now] = [valuesOf(pair.old), valuesOf(pair.new)];
  if (!now) return [];
  if (!old) return [[where, `is now limited to ${now.join(', ')}`]];
  return old.filter((one) => !now.includes(one)).map((one) => [where, `no longer has the value ${one}`]);
}

const lowest = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const highest = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
const forms = ['pattern', 'format'];

function limits({ old, new: now }: Pair, where: string): [string, string][] {
  const found: [string, string][] = [];
  for (const key of lowest) {
    if (key in now && Number(now[key]) > Number(old[key] ?? -Infinity))
      found.push([where, `${key} is now ${now[key]}`]);
  }
  for (const key of highest) {
    if (key in now && Number(now[key]) < Number(old[key] ?? Infinity)) found.push([where, `${key} is now ${now[key]}`]);
  }
  for (const key of forms) {
    if (key in now && now[key] !== old[key]) found.push([where, `${key} is now ${now[key]}`]);
  }
  if (now.additionalProperties === false && old.additionalProperties !== false) {
    found.push([where, 'no longer takes other fields']);
  }
  return found;
}
