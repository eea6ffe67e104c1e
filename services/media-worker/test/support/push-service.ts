import { createECDH, createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { PushMessage } from '@samvad/contract';
import { certificateFor } from '@samvad/infra/testing';
import { PushBrowser } from './push-browser.js';

interface Test {
  teardown(work: () => unknown): void;
}

export interface Received {
  browser: PushBrowser;
  headers: IncomingHttpHeaders;
  message: PushMessage;
}

/** A push service on https: checks who sends (RFC 8292), and hands each message to its browser. */
export class PushService {
  readonly received: Received[] = [];
  /** What was wrong with a request; empty when all is well. */
  readonly complaints: string[] = [];
  readonly #browsers = new Map<string, PushBrowser>();
  /** How each endpoint answers; 201 unless it says otherwise, and 0 not at all. */
  readonly answers = new Map<string, number>();
  /** Sent with every answer. */
  readonly answerHeaders: OutgoingHttpHeaders = {};
  /** Requests by endpoint, whatever they were answered with. */
  readonly requests = new Map<string, number>();
  readonly vapid = vapidKeys();

  private constructor(
    readonly origin: string,
    readonly certificate: { ca: string },
  ) {}

  static async start(t: Test): Promise<PushService> {
    const { key, ca } = certificateFor(['localhost']);
    let service: PushService | undefined;
    const server = createServer({ key, cert: ca }, (incoming, response) => {
      buffer(incoming).then((body) => {
        const status = service?.take(incoming.url ?? '', incoming.headers, body) ?? 500;
        if (status > 0) response.writeHead(status, service?.answerHeaders).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(async () => {
      server.close();
      server.closeAllConnections();
    });
    service = new PushService(`https://localhost:${(server.address() as AddressInfo).port}`, { ca });
    return service;
  }

  /** Settings of a cluster that sends to this service. */
  get settings() {
    const { publicKey, privateKey } = this.vapid;
    return {
      VAPID_PUBLIC_KEY: publicKey,
      VAPID_PRIVATE_KEY: privateKey,
      VAPID_SUBJECT: 'mailto:push@example.com',
      PUSH_ALLOW_PRIVATE_HOSTS: true,
      PUSH_DELAY_MS: 400,
    };
  }

  browser(): PushBrowser {
    const browser = new PushBrowser(this.origin);
    this.#browsers.set(browser.endpoint, browser);
    return browser;
  }

  to(browser: PushBrowser): Received[] {
    return this.received.filter((one) => one.browser === browser);
  }

  take(path: string, headers: IncomingHttpHeaders, body: Buffer): number {
    const endpoint = this.origin + path;
    this.requests.set(endpoint, (this.requests.get(endpoint) ?? 0) + 1);
    const status = this.answers.get(endpoint) ?? 201;
    if (status !== 201) return status;
    const browser = this.#browsers.get(endpoint);
    try {
      this.#check(headers);
      if (!browser) throw new Error('no such endpoint');
      this.received.push({ browser, headers, message: browser.decrypt(body) });
      return 201;
    } catch (error) {
      this.complaints.push(String(error));
      return 400;
    }
  }

  #check(headers: IncomingHttpHeaders): void {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
    if (key !== this.vapid.publicKey) throw new Error(`another key: ${headers.authorization}`);
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    const [head = '', claims = '', signature = ''] = token.split('.');
    const signed = Buffer.from(`${head}.${claims}`);
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    if (!verify('sha256', signed, options, Buffer.from(signature, 'base64url'))) throw new Error('a forged token');
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const seconds = Date.now() / 1_000;
    if (aud !== this.origin || sub !== 'mailto:push@example.com') throw new Error(`for ${aud}, of ${sub}`);
    if (!(exp > seconds && exp <= seconds + 86_400)) throw new Error(`expires at ${exp}`);
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error(`encoded as ${headers['content-encoding']}`);
  }
}

function vapidKeys() {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  return {
    publicKey,
    privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
  };
}
