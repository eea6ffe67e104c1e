import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookPayload } from '@samvad/contract';
import { certificateFor } from '@samvad/infra/testing';

interface Test {
  teardown(work: () => unknown): void;
}

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  payload: WebhookPayload;
  /** What it was answered with; 0 for not (yet). */
  status: number;
}

/** Answers a request: a status, or what does so by itself (0 then). */
type Answer = (received: Received, response: ServerResponse) => number | Promise<number>;

/** Another system, on http or https, that notes what it is sent. */
export class WebhookReceiver {
  readonly requests: Received[] = [];
  answer: Answer = () => 200;

  private constructor(
    /** Where it really listens. */
    readonly port: number,
    readonly url: string,
    readonly ca: string,
  ) {}

  static async start(t: Test, { name }: { name?: string } = {}): Promise<WebhookReceiver> {
    const certificate = name ? certificateFor([name, '127.0.0.1']) : undefined;
    let receiver: WebhookReceiver | undefined;
    const take = async (incoming: IncomingMessage, response: ServerResponse) => {
      const body = await text(incoming);
      const received = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
        payload: JSON.parse(body),
        status: 0,
      };
      receiver?.requests.push(received);
      const status = (await receiver?.answer(received, response)) ?? 500;
      received.status = status;
      if (status > 0) response.writeHead(status).end('thank you');
    };
    const listener = (incoming: IncomingMessage, response: ServerResponse) => {
      take(incoming, response).catch(() => response.destroy());
    };
    const server = certificate
      ? createSecureServer({ key: certificate.key, cert: certificate.ca }, listener)
      : createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const url = certificate ? `https://${name}:${port}/hook` : `http://127.0.0.1:${port}/hook`;
    receiver = new WebhookReceiver(port, url, certificate?.ca ?? '');
    return receiver;
  }

  accepted(): Received[] {
    return this.requests.filter(({ status }) => status >= 200 && status < 300);
  }

  /** The sequence numbers of the messages of a conversation, as they were accepted. */
  seqs(conversationId: string): number[] {
    return this.accepted().flatMap(({ payload: { data } }) =>
      data.message?.conversationId === conversationId ? [data.message.seq] : [],
    );
  }
}

/** As the Standard Webhooks specification says, written down once more: whether one of the signatures is of this secret. */
export function isSigned({ headers, body }: Received, secret: string, now = Date.now() / 1_000): boolean {
  const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']];
  if (Math.abs(now - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}
