import type { JsonObject } from '@samvad/contract/docs';
import { type Pair, type Report, resolve, SchemaComparison } from './compare-schemas.js';

const object = (value: unknown) => (value ?? {}) as Record<string, JsonObject>;

/** What of a newer OpenAPI document would break a client that was written against the older one, one line each. */
export function breakingRestChanges(old: JsonObject, now: JsonObject): string[] {
  return collect((report) => {
    const operations = new OperationComparison({ old, new: now }, report);
    for (const [path, item] of Object.entries(object(old.paths))) {
      const other = object(now.paths)[path];
      if (!other) report(path, 'the path was removed or renamed');
      for (const [method, operation] of Object.entries(object(other ? item : {}))) {
        operations.compare(
          { old: operation, new: object(other)[method] as JsonObject },
          `${method.toUpperCase()} ${path}`,
        );
      }
    }
    compareErrorCodes({ old, new: now }, report);
  });
}

/** The same for AsyncAPI documents. */
export function breakingSocketChanges(old: JsonObject, now: JsonObject): string[] {
  return collect((report) => {
    const schemas = new SchemaComparison({ old, new: now }, report);
    for (const [key, operation] of Object.entries(object(old.operations))) {
      const other = object(now.operations)[key];
      const name = String(operation.title);
      if (!other) report(name, 'the event was removed or renamed');
      else if (other.action !== operation.action) report(name, 'goes into the other direction');
      else if (operation.reply && !other.reply) report(name, 'is no longer acknowledged');
    }
    const sent = messagesThatClientsSend(old);
    const messages = (document: JsonObject) => object(object(document.channels).socket?.messages);
    for (const [key, message] of Object.entries(messages(old))) {
      const other = messages(now)[key];
      const name = String(message.name);
      if (!other) {
        report(name, 'the message was removed or renamed');
        continue;
      }
      if (other.name !== message.name) report(name, `is now called ${other.name}`);
      const payloads = { old: message.payload as JsonObject, new: other.payload as JsonObject };
      schemas.compare(payloads, sent.has(key) ? 'request' : 'answer', name);
    }
    compareErrorCodes({ old, new: now }, report);
  });
}

function collect(work: (report: Report) => void): string[] {
  const problems: string[] = [];
  work((where, problem) => problems.push(`${where}: ${problem}`));
  return problems;
}

function messagesThatClientsSend(document: JsonObject): Set<string> {
  const received = Object.values(object(document.operations)).filter(({ action }) => action === 'receive');
  const refs = received.flatMap(({ messages }) => (messages as { $ref: string }[]).map(({ $ref }) => $ref));
  return new Set(refs.map((ref) => ref.slice(ref.lastIndexOf('/') + 1)));
}

function compareErrorCodes(documents: Pair, report: Report): void {
  const codes = (document: JsonObject) => object(object(document.components).schemas).ErrorCode?.enum as string[];
  const now = new Set(codes(documents.new));
  for (const code of codes(documents.old)) if (!now.has(code)) report(code, 'the error code was removed or renamed');
}

/** A parameter, header, body or answer by itself. */
class OperationComparison {
  readonly #documents: Pair;
  readonly #report: Report;
  readonly #schemas: SchemaComparison;

  constructor(documents: Pair, report: Report) {
    this.#documents = documents;
    this.#report = report;
    this.#schemas = new SchemaComparison(documents, report);
  }

  compare(pair: { old: JsonObject; new: JsonObject | undefined }, where: string): void {
    const { old, new: now } = pair;
    if (!now) {
      this.#report(where, 'the operation was removed');
      return;
    }
    if (old.operationId !== now.operationId) this.#report(where, `operationId is now ${now.operationId}`);
    if (isOpen(old) && !isOpen(now)) this.#report(where, 'now needs an access token');
    this.#parameters({ old, new: now }, where);
    this.#body({ old, new: now }, `${where}: body`);
    this.#answers({ old, new: now }, where);
  }

  #parameters(pair: Pair, where: string): void {
    const [old, now] = [parametersOf(pair.old), parametersOf(pair.new)];
    for (const [key, parameter] of old) {
      const next = now.get(key);
      const place = `${where}: ${key}`;
      if (!next) {
        this.#report(place, 'was removed or renamed');
        continue;
      }
      this.#schemas.compare({ old: parameter.schema as JsonObject, new: next.schema as JsonObject }, 'request', place);
    }
    for (const [key, { required }] of now) {
      if (required && !old.get(key)?.required) this.#report(`${where}: ${key}`, 'is now required');
    }
  }

  #body(pair: Pair, where: string): void {
    const [old, now] = [object(pair.old).requestBody, object(pair.new).requestBody];
    if (now?.required && !old?.required) this.#report(where, 'is now required');
    this.#contents({ old: old ?? {}, new: now ?? {} }, 'request', where);
  }

  #answers(pair: Pair, where: string): void {
    for (const [status, answer] of Object.entries(object(pair.old.responses))) {
      const place = `${where}: answer ${status}`;
      const other = object(pair.new.responses)[status];
      if (!other) {
        this.#report(place, 'was removed');
        continue;
      }
      const answers = { old: resolve(answer, this.#documents.old), new: resolve(other, this.#documents.new) };
      for (const name of Object.keys(object(answers.old.headers))) {
        if (!(name in object(answers.new.headers)))
          this.#report(`${place}: ${name}`, 'the header was removed or renamed');
      }
      this.#contents(answers, 'answer', place);
    }
  }

  #contents(pair: Pair, direction: 'request' | 'answer', where: string): void {
    for (const [type, content] of Object.entries(object(pair.old.content))) {
      const other = object(pair.new.content)[type];
      if (!other) {
        this.#report(where, `no longer is ${type}`);
        continue;
      }
      this.#schemas.compare({ old: content.schema as JsonObject, new: other.schema as JsonObject }, direction, where);
    }
  }
}

const isOpen = ({ security }: JsonObject) => Array.isArray(security) && security.length === 0;

const parametersOf = ({ parameters = [] }: JsonObject) =>
  new Map((parameters as JsonObject[]).map((one) => [`${one.in} parameter ${one.name}`, one]));
