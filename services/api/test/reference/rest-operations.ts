import type { Json, JsonObject } from '@samvad/contract/docs';
import { resolve } from './compare-schemas.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonObject;
  example?: Json;
}

interface Content {
  schema: JsonObject;
  example?: Json;
  examples?: Record<string, { value?: Json; $ref?: string }>;
}

export interface Answer {
  description?: string;
  headers?: Record<string, JsonObject>;
  content?: Record<string, Content>;
}

export interface RestOperation {
  /** `POST /api/v1/users/login` */
  name: string;
  method: string;
  path: string;
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  security?: Json[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Content> };
  /** By status, resolved. */
  answers: Map<number, Answer>;
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'];

/** The operations of an OpenAPI document, one by one. */
export function restOperations(document: JsonObject): RestOperation[] {
  return Object.entries(document.paths as JsonObject).flatMap(([path, item]) =>
    Object.entries(item as JsonObject)
      .filter(([method]) => methods.includes(method))
      .map(([method, one]) => {
        const { parameters = [], responses = {}, ...rest } = one as JsonObject;
        const answers = Object.entries(responses as Record<string, JsonObject>).map(
          ([status, answer]): [number, Answer] => [Number(status), resolve(answer, document) as object as Answer],
        );
        return {
          ...(rest as object as Partial<RestOperation>),
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          parameters: parameters as object as Parameter[],
          answers: new Map(answers),
        };
      }),
  );
}

/** The codes of an error's answer; none of a success. */
export function codesOf({ content }: Answer): string[] {
  const schema = content?.['application/json']?.schema as { allOf?: { properties?: { code?: { enum: string[] } } }[] };
  return schema?.allOf?.[1]?.properties?.code?.enum ?? [];
}
