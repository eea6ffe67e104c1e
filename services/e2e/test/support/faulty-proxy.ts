import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

interface Test {
  teardown(work: () => unknown): void;
}

/** What a proxy does wrong. Packets are Engine.IO's, as text; whatever is not said passes as it is. */
export interface Fault {
  /** What a client gets for a packet of the server. */
  toClient?(packet: string): string[];
  /** What the server gets for a packet of a client. */
  toServer?(packet: string): string;
  /** What a client gets for a JSON answer. */
  rest?(status: number, body: string, path: string): { status: number; body: string };
}

const isOurs = new Set(['connection', 'host', 'content-length', 'transfer-encoding', 'content-encoding', 'keep-alive']);

/** Stands before a good server and does one thing wrong: HTTP, and the WebSocket frame by frame. Returns its url. */
export async function faultyProxy(t: Test, target: string, fault: Fault): Promise<string> {
  const http = createServer((request, response) => {
    forward(target, fault, request, response).catch(() => response.destroy());
  });
  const websockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    websockets.handleUpgrade(request, socket, head, (client) => join(client, `${target}${request.url}`, fault));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const client of websockets.clients) client.terminate();
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function forward(target: string, fault: Fault, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = 'GET', url = '/' } = request;
  const headers = Object.entries(request.headers).filter(([name]) => !isOurs.has(name));
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  let { status } = answer;
  let body = Buffer.from(await answer.arrayBuffer());
  if (fault.rest && answer.headers.get('content-type')?.includes('json')) {
    const changed = fault.rest(status, body.toString(), url);
    status = changed.status;
    body = Buffer.from(changed.body);
  }
  response.writeHead(
    status,
    [...answer.headers].filter(([name]) => !isOurs.has(name)),
  );
  response.end(body);
}

function join(client: WebSocket, url: string, fault: Fault): void {
  const server = new WebSocket(url.replace(/^http/, 'ws'));
  const early: string[] = [];
  const text = (data: RawData) => data.toString();
  client.on('message', (data) => {
    const packet = fault.toServer?.(text(data)) ?? text(data);
    if (server.readyState === WebSocket.OPEN) server.send(packet);
    else early.push(packet);
  });
  server.on('open', () => {
    for (const packet of early) server.send(packet);
  });
  server.on('message', (data) => {
    for (const packet of fault.toClient?.(text(data)) ?? [text(data)]) client.send(packet);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('close', () => other.terminate());
    one.on('error', () => other.terminate());
  }
}
