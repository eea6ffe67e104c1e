import type { lookup } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Config } from '../config.js';
import { openInternetLookup } from '../outbound/open-internet.js';
import { secondsOf } from '../outbound/retry-after.js';

export interface PostAnswer {
  statusCode: number;
  /** Seconds, as the receiver has asked for. */
  retryAfter: number | undefined;
}

/** So much of an answer is read, for the connection's sake; nobody looks at it (bytes). */
const mostRead = 4_096;

/** Posts to receivers. Redirects are never followed: what they lead to has not been looked at. */
export class WebhookPoster {
  readonly #https: HttpsAgent;
  readonly #http: HttpAgent;
  readonly #timeout: number;

  /** `ca`: a certificate to trust besides the machine's. `resolve`: a test's own names. */
  constructor(config: Config, { ca, resolve }: { ca?: string; resolve?: typeof lookup } = {}) {
    const options = {
      keepAlive: true,
      maxSockets: config.WEBHOOK_CONCURRENCY,
      maxFreeSockets: 10,
      ...(config.WEBHOOK_ALLOW_PRIVATE_HOSTS ? {} : { lookup: openInternetLookup(resolve) }),
    };
    this.#https = new HttpsAgent({ ...options, ...(ca ? { ca } : {}) });
    this.#http = new HttpAgent(options);
    this.#timeout = config.WEBHOOK_TIMEOUT_MS;
  }

  /** Resolves with what was answered, whatever it is. Rejects when there was no answer in time. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<PostAnswer> {
    const signal = AbortSignal.timeout(this.#timeout);
    try {
      return await this.#once(url, headers, body, signal);
    } catch (error) {
      // The receiver closed a kept connection just as it was taken: that says nothing about the receiver.
      if (!(error as { reused?: boolean }).reused) throw error;
      return this.#once(url, headers, body, signal);
    }
  }

  close(): void {
    this.#https.destroy();
    this.#http.destroy();
  }

  #once(url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<PostAnswer> {
    return new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const options: RequestOptions = { method: 'POST', headers, signal, agent: secure ? this.#https : this.#http };
      const outgoing = (secure ? httpsRequest : httpRequest)(url, options);
      outgoing.on('response', (incoming) => {
        resolve({ statusCode: incoming.statusCode ?? 0, retryAfter: secondsOf(incoming.headers['retry-after']) });
        let read = 0;
        incoming.on('error', () => {});
        incoming.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > mostRead) incoming.destroy();
        });
      });
      outgoing.on('error', (error: Error & { code?: string }) =>
        reject(Object.assign(error, { reused: outgoing.reusedSocket && error.code === 'ECONNRESET' })),
      );
      outgoing.end(body);
    });
  }
}
