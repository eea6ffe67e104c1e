import { readFileSync } from 'node:fs';
import { asyncApiDocument, type JsonObject } from '@samvad/contract/docs';
import { documentsVersion } from '../../src/docs/openapi.js';
import { startApi } from '../support/api.js';

interface Test {
  teardown(work: () => unknown): void;
}

export interface Documents {
  openapi: JsonObject;
  asyncapi: JsonObject;
}

/** Both, as a node serves them. The second is asked for only to be compared with what the socket tests use. */
export async function servedDocuments(t: Test): Promise<Documents> {
  const { api } = await startApi(t);
  const [openapi, asyncapi] = await Promise.all([
    api.get<JsonObject>('/docs/openapi.json'),
    api.get<JsonObject>('/docs/asyncapi.json'),
  ]);
  return { openapi: openapi.body, asyncapi: asyncapi.body };
}

export const generatedAsyncApi = (): JsonObject => asyncApiDocument(documentsVersion);

const released = new URL('../../../docs/released/', import.meta.url);

export const releasedFile = (name: keyof Documents) => new URL(`${name}.json`, released);

/** Those that clients in the field may have been written against. */
export const releasedDocuments = (): Documents => ({
  openapi: JSON.parse(readFileSync(releasedFile('openapi'), 'utf8')),
  asyncapi: JSON.parse(readFileSync(releasedFile('asyncapi'), 'utf8')),
});
