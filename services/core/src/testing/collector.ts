import { once } from 'node:events';
import { createServer } from 'node:http';

/** A span as a collector gets it (OTLP, JSON). */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** `service.instance.id` of whoever has sent it. */
  node: string;
  attributes: Record<string, string | number>;
  isError: boolean;
}

export interface Collector {
  /** For `TRACES_URL`. */
  url: string;
  spans: CollectedSpan[];
  /** All that has come, as it came. */
  bodies: string[];
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number };
}

interface Body {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<CollectedSpan, 'attributes' | 'node'> & { attributes: Attribute[]; status: { code?: number } })[];
    }[];
  }[];
}

/** A real receiver of traces over OTLP/HTTP that keeps what it gets; ends with the test. */
export async function startCollector(t: { teardown(work: () => unknown): void }): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    bodies.push(body);
    spans.push(...read(JSON.parse(body)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/v1/traces`, spans, bodies };
}

function read({ resourceSpans }: Body): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap((scope) => scope.spans)
      .map(({ traceId, spanId, parentSpanId, name, attributes, status }) => ({
        ...{ traceId, spanId, parentSpanId, name },
        node: String(valuesOf(resource.attributes)['service.instance.id']),
        attributes: valuesOf(attributes),
        isError: status?.code === 2,
      })),
  );
}

function valuesOf(attributes: Attribute[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue)]),
  );
}
