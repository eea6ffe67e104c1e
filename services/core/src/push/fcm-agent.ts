import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { pushPatience } from './push-provider.js';

/** For how long the work that runs in it may ask FCM. */
const deadline = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`, whose requests through an `FcmAgent` are refused once the signal has aborted. */
export function askUntil<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return deadline.run(signal, work);
}

/**
 * The connections of firebase-admin. On its own accord it repeats a request that was answered 503 or broke off, up to four
 * times and for minutes (it honours `Retry-After`), and cannot be told to stop; a message must not come to a phone long after
 * it was given up, and maybe read. The request for an access token has no time limit at all. So both are kept here: what
 * nobody waits for any more gets no connection, and one of which nothing comes is ended.
 *
 * There is no limit on connections, so that each is asked for by the work it is for: whoever sends bounds their number.
 */
export class FcmAgent extends Agent {
  constructor(options: AgentOptions = {}) {
    super({ keepAlive: true, timeout: pushPatience, ...options });
  }

  override createConnection(
    options: AgentOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    if (deadline.getStore()?.aborted) throw new Error('too late');
    const connection = super.createConnection(options, callback);
    connection?.once('timeout', () => connection.destroy(new Error('nothing has come for too long')));
    return connection;
  }

  override reuseSocket(connection: Duplex, request: ClientRequest): void {
    super.reuseSocket(connection, request);
    if (deadline.getStore()?.aborted) request.destroy(new Error('too late'));
  }
}
