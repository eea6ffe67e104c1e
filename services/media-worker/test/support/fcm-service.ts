import { generateKeyPairSync, type KeyObject, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type AgentOptions, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { certificateFor, temporaryDir } from '@samvad/infra/testing';

interface Test {
  teardown(work: () => unknown): void;
}

/** `message` of a request to FCM's HTTP v1 API, as far as we send it. */
export interface FcmMessage {
  token: string;
  data: Record<string, string>;
  notification?: { title: string; body: string };
  android?: { collapse_key?: string; priority?: string; ttl?: string; notification?: { tag?: string } };
  apns?: { headers?: Record<string, string>; payload?: { aps: Record<string, unknown> } };
}

interface Answer {
  status: number;
  body?: object;
  headers?: OutgoingHttpHeaders;
}

/** An error as FCM says it; `code` is FCM's own, where it has one. */
export const fcmError = (status: number, grpc: string, code?: string, message = grpc): Answer => {
  const details = code ? [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: code }] : [];
  return { status, body: { error: { code: status, message, status: grpc, details } } };
};

/** Never answers. */
export const silence = 'silence';

const [tokenHost, sendHost] = ['oauth2.googleapis.com', 'fcm.googleapis.com'];
const project = 'samvad-test';
const account = `push@${project}.iam.gserviceaccount.com`;

/** Google: gives access tokens for a service account's signed word (RFC 7523), and takes messages by FCM's HTTP v1. */
export class FcmService {
  readonly received: FcmMessage[] = [];
  /** What was wrong with a request; empty when all is well. */
  readonly complaints: string[] = [];
  /** How each registration token is answered, in this order; the last stays. As sent, unless it says otherwise. */
  readonly answers = new Map<string, (Answer | typeof silence)[]>();
  /** Requests by registration token, whatever they were answered with. */
  readonly requests = new Map<string, number>();
  /** How many requests for an access token are not to be answered. */
  silentTokens = 0;
  tokensGiven = 0;
  readonly #accessToken = randomBytes(16).toString('base64url');

  private constructor(
    readonly file: string,
    /** How to find it. */
    readonly route: AgentOptions,
    readonly publicKey: KeyObject,
  ) {}

  static async start(t: Test): Promise<FcmService> {
    const { key, ca } = certificateFor([tokenHost, sendHost]);
    const dir = temporaryDir('fcm-service');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(dir.path, 'service-account.json');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const names = { project_id: project, client_email: account, private_key_id: '1', client_id: '1' };
    writeFileSync(file, JSON.stringify({ type: 'service_account', ...names, private_key: pem }));
    let service: FcmService | undefined;
    const server = createServer({ key, cert: ca }, async (incoming, response) => {
      const answer = service?.take(incoming, await text(incoming).catch(() => ''));
      if (!answer || answer === silence) return;
      const headers = { 'content-type': 'application/json', ...answer.headers };
      response.writeHead(answer.status, headers).end(JSON.stringify(answer.body ?? {}));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
      server.close();
      server.closeAllConnections();
      dir.remove();
    });
    service = new FcmService(file, { host: '127.0.0.1', port: (server.address() as AddressInfo).port, ca }, publicKey);
    return service;
  }

  /** Settings of a cluster that sends to this service. */
  get settings() {
    return { FCM_SERVICE_ACCOUNT_FILE: this.file, PUSH_DELAY_MS: 400 };
  }

  /** An app's registration token. */
  token(): string {
    return `${randomBytes(16).toString('base64url')}:APA91b${randomBytes(90).toString('base64url')}`;
  }

  to(token: string): FcmMessage[] {
    return this.received.filter((one) => one.token === token);
  }

  take({ url, method, headers }: IncomingMessage, body: string): Answer | typeof silence {
    try {
      const host = headers.host?.replace(/:443$/, '');
      if (method !== 'POST') throw new Error(`${method} ${url}`);
      if (host === tokenHost && url === '/token') return this.#giveToken(body);
      if (host !== sendHost || url !== `/v1/projects/${project}/messages:send`) throw new Error(`asked ${host}${url}`);
      if (headers.authorization !== `Bearer ${this.#accessToken}`) throw new Error(`by ${headers.authorization}`);
      return this.#send(JSON.parse(body).message);
    } catch (error) {
      this.complaints.push(String(error));
      return fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', String(error));
    }
  }

  #giveToken(body: string): Answer | typeof silence {
    if (this.silentTokens > 0) {
      this.silentTokens -= 1;
      return silence;
    }
    const form = new URLSearchParams(body);
    const kind = form.get('grant_type');
    if (kind !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') throw new Error(`granted for ${kind}`);
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      this.publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (!isSigned) throw new Error('a forged assertion');
    const { iss, aud, scope, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    if (iss !== account || aud !== `https://${tokenHost}/token`) throw new Error(`of ${iss}, for ${aud}`);
    if (!scope.includes('/auth/firebase.messaging') || exp < Date.now() / 1_000) throw new Error(`${scope} to ${exp}`);
    this.tokensGiven += 1;
    return { status: 200, body: { access_token: this.#accessToken, expires_in: 3_599, token_type: 'Bearer' } };
  }

  #send(message: FcmMessage): Answer | typeof silence {
    const { token, data } = message;
    this.requests.set(token, (this.requests.get(token) ?? 0) + 1);
    for (const [name, value] of Object.entries(data))
      if (typeof value !== 'string') throw new Error(`data.${name} is no string`);
    const answers = this.answers.get(token) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer && (answer === silence || answer.status !== 200)) return answer;
    this.received.push(message);
    return { status: 200, body: { name: `projects/${project}/messages/${this.received.length}` } };
  }
}
