import { isDeepStrictEqual } from 'node:util';
import type { Result } from '../run-checks.js';
import { conversationId } from './desk-of-one.js';
import { type Deed, Peer } from './peer.js';

/** How long a person may take to start the client, and to send something (ms). */
const patience = 120_000;
export interface JudgeOptions {
  port: number;
  /** The harness around the client will say what is on its screen: POST /conformance/shown `{ seqs }`. */
  shows: boolean;
  /** How long a client may take for what it does by itself (ms). */
  prompt?: number;
  /** Life of a token (s). */
  tokenLife?: number;
}

const isAsking = ({ what, payload }: Deed, after: number): boolean =>
  (what === 'sync' && payload.conversations?.[conversationId] <= after) ||
  (what === 'conversation:join' && payload.afterSeq <= after) ||
  (what === `GET /chat/messages/${conversationId}` && (payload.query.after ?? 0) <= after);

const isSend = ({ what }: Deed) => what === 'message:send' || what === `POST /chat/messages/${conversationId}`;
const seqs = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

/**
 * Plays a server that loses things, and judges what the client makes of it. Whoever runs the client signs in with any phone and
 * password, opens the only conversation, and sends one message when asked to by `say`.
 */
export async function judgeClient(
  { port, shows, prompt = 15_000, tokenLife = 20 }: JudgeOptions,
  report: (result: Result) => void,
  say: (line: string) => void,
): Promise<Result[]> {
  const peer = new Peer(tokenLife);
  const results: Result[] = [];
  const judge = async (line: string, work: () => Promise<string | undefined>) => {
    const wrong = await work().catch((error: Error) => error.message);
    const result: Result = { line: `client: ${line}`, outcome: wrong ? 'failed' : 'ok', reason: wrong ?? '' };
    results.push(result);
    report(result);
  };
  peer.desk.agentSays('Welcome');
  say(`a server for the client to be pointed at: ${await peer.listen(port)}`);
  say('sign in with any phone and password, and open the conversation');
  let since = 0;
  const later = (fits: (deed: Deed) => boolean) => (deed: Deed) => deed.at >= since && fits(deed);

  await judge('it logs in and connects with the token', async () => {
    await peer.until(({ what }) => what === 'connect', 'the connection', patience);
    return undefined;
  });
  await judge('it joins the conversation that is open', async () => {
    await peer.until(
      ({ what, payload }) => what === 'conversation:join' && payload.conversationId === conversationId,
      'conversation:join',
      patience,
    );
    return undefined;
  });
  await judge('it asks for what is missing when a message comes after a gap', async () => {
    // What it asks at its start is not what is waited for.
    await peer.quiet(1_000);
    since = Date.now();
    const lost = peer.desk.agentSays('This is lost on the way');
    peer.socket?.emit('message:new', peer.desk.agentSays('This is not'));
    await peer.until(
      later((deed) => isAsking(deed, lost.seq - 1)),
      `sync from before ${lost.seq}`,
      prompt,
    );
    return undefined;
  });
  await judge('it stands a message that comes twice', async () => {
    const twice = peer.desk.agentSays('Twice');
    for (let i = 0; i < 3; i++) peer.socket?.emit('message:new', twice);
    await peer.until(
      ({ what, payload }) => what === 'message:delivered' && payload.seq >= twice.seq,
      'message:delivered',
      prompt,
    );
    return undefined;
  });
  say('send a message');
  await judge('it sends again under the same clientMessageId when no answer came', async () => {
    since = Date.now();
    // Lost before it was stored, and while the client is away something is said that nobody tells it.
    peer.onSend = (socket) => {
      peer.desk.agentSays('While you were away');
      socket?.conn.close();
    };
    const first = await peer.until(later(isSend), 'a message', patience);
    const again = await peer.until((deed) => isSend(deed) && deed !== first, 'the second attempt', 2 * prompt);
    if (!first.payload.clientMessageId) return 'there is no clientMessageId';
    const said = ({ payload }: Deed) => [payload.clientMessageId, payload.content, payload.messageType];
    return isDeepStrictEqual(said(first), said(again)) ? undefined : `${said(first)} became ${said(again)}`;
  });
  await judge('after the reconnect it joins again', async () => {
    await peer.until(
      later(({ what }) => what === 'connect'),
      'the reconnect',
      prompt,
    );
    await peer.until(
      later(({ what }) => what === 'conversation:join'),
      'conversation:join',
      prompt,
    );
    return undefined;
  });
  await judge('after the reconnect it asks for what came meanwhile', async () => {
    await peer.until(
      later((deed) => isAsking(deed, 4)),
      'sync',
      prompt,
    );
    return undefined;
  });
  await judge('it renews the token before its end, on the living connection', async () => {
    since = Date.now();
    const wait = tokenLife * 1_000 + prompt;
    const { payload } = await peer.until(
      later(({ what }) => what === 'auth:refresh'),
      'auth:refresh',
      wait,
    );
    return typeof payload.token === 'string' ? undefined : 'auth:refresh carries no token';
  });
  await judge(
    'every event has one argument, a JSON object, and only the newest refresh token is used',
    async () => peer.faults[0],
  );
  if (shows) {
    await judge('it shows every message once, in order', async () => {
      const { payload } = await peer.until(({ what }) => what === 'POST /conformance/shown', 'what it shows', prompt);
      const expected = seqs(peer.desk.messages);
      return isDeepStrictEqual(payload.seqs, expected) ? undefined : `it shows ${payload.seqs}, not ${expected}`;
    });
  }
  await peer.close();
  return results;
}
