import type { AgentOptions } from 'node:https';
import type { PushCleared, PushMessage } from '@samvad/contract';
import type { Messaging } from 'firebase-admin/messaging';
import { v7 as uuidv7 } from 'uuid';
import { Deadlines } from './deadlines.js';
import { askUntil, FcmAgent } from './fcm-agent.js';
import { fcmCleared, fcmMessage } from './fcm-message.js';
import type { FcmTarget, PushProvider, PushResult } from './push-provider.js';

/** Phones, by Firebase Cloud Messaging (HTTP v1). */
export class FcmProvider implements PushProvider<FcmTarget> {
  readonly #messaging: Messaging;
  readonly #agent: FcmAgent;
  readonly #end: () => Promise<void>;
  #ended: Promise<void> | undefined;
  readonly #deadlines = new Deadlines();

  private constructor(messaging: Messaging, agent: FcmAgent, end: () => Promise<void>) {
    this.#messaging = messaging;
    this.#agent = agent;
    this.#end = end;
  }

  /**
   * `file`: the service account's JSON. `connect`: other ways to reach Google (host, port, ca). Rejects when the file is none,
   * or firebase-admin is missing: a worker that cannot do what it is asked for does not start. Asks nobody yet.
   */
  static async open(file: string, connect?: AgentOptions): Promise<FcmProvider> {
    const [{ cert, deleteApp, initializeApp }, { getMessaging }] = await firebaseAdmin();
    const agent = new FcmAgent(connect);
    // By the file's name: of an account's contents firebase-admin makes a credential that knows nothing of the agent.
    const credential = assertAccount(() => cert(file, agent));
    const app = initializeApp({ credential, httpAgent: agent }, `samvad-${uuidv7()}`);
    return new FcmProvider(getMessaging(app), agent, () => deleteApp(app));
  }

  send(message: PushMessage, { token }: FcmTarget): Promise<PushResult> {
    return this.#post({ ...fcmMessage(message), token });
  }

  clear(cleared: PushCleared, { token }: FcmTarget): Promise<PushResult> {
    return this.#post({ ...fcmCleared(cleared), token });
  }

  async close(): Promise<void> {
    this.#deadlines.end();
    this.#agent.destroy();
    this.#ended ??= this.#end();
    await this.#ended;
  }

  async #post(message: Parameters<Messaging['send']>[0]): Promise<PushResult> {
    try {
      // HTTP/1.1, unlike `sendEach`, whose HTTP/2 connections cannot be led anywhere else, nor kept for the next message.
      await this.#deadlines.run((signal) => askUntil(signal, () => this.#messaging.send(message)));
      return { outcome: 'sent' };
    } catch (error) {
      return isGone(error) ? { outcome: 'gone' } : { outcome: 'failed', reason: (error as Error).message };
    }
  }
}

/**
 * Whether it is the token's fault. Of two codes only the text tells: a message that is not valid, and a service account that
 * may not send, would otherwise cost us every phone.
 */
function isGone(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'messaging/registration-token-not-registered') return true;
  if (code === 'messaging/invalid-argument' || code === 'messaging/invalid-registration-token')
    return /registration token/i.test(message);
  return code === 'messaging/mismatched-credential' && /sender ?id/i.test(message);
}

function assertAccount<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`FCM_SERVICE_ACCOUNT_FILE is no service account's JSON: ${(error as Error).message}`);
  }
}

/** Loaded where phones are pushed to, and nowhere else: it is large, and optional. */
async function firebaseAdmin() {
  try {
    return await Promise.all([import('firebase-admin/app'), import('firebase-admin/messaging')]);
  } catch (error) {
    throw new Error('FCM_SERVICE_ACCOUNT_FILE is set, but firebase-admin is not there: npm install firebase-admin@13', {
      cause: error,
    });
  }
}
