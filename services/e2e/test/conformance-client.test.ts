import { type ChatClient, createChatClient } from '@samvad/client';
import { freePort } from '@samvad/infra';
import { io } from 'socket.io-client';
import t from 'tap';
import { judgeClient } from '../src/conformance/serve/judge-client.js';
import { call, demo, logIn } from './support/rest.js';

t.jobs = 2;

/** Starts the judge on a port that is free, and resolves with its url and, later, with what it has to say. */
async function judged(onLine: (line: string, url: string) => void, shows: boolean) {
  const port = await freePort();
  const results = await judgeClient(
    { port, shows, tokenLife: 5, ...(shows ? {} : { prompt: 2_000 }) },
    () => {},
    (line) => onLine(line, `http://127.0.0.1:${port}`),
  );
  return results.map(({ line, outcome, reason }) => ({ line, outcome, reason }));
}

t.test('our own client conforms', { buffered: true }, async (t) => {
  let client: ChatClient | undefined;
  let shown: Promise<unknown> | undefined;
  t.teardown(() => client?.close());
  const id = 'conversation-1';
  const results = await judged((line, url) => {
    if (line.startsWith('sign in')) {
      client = createChatClient({ url });
      void client.auth.login({ phone: demo.rajesh, password: 'any' }).then(() => client?.open(id));
    }
    if (line.startsWith('send')) {
      client?.send(id, { content: 'Here I am' });
      shown = reportWhenComplete(url, () =>
        (client?.store.getSnapshot().open[id]?.messages ?? []).map(({ seq }) => seq ?? 0).filter((seq) => seq > 0),
      );
    }
  }, true);
  t.same(
    results.filter(({ outcome }) => outcome !== 'ok'),
    [],
  );
  t.equal(results.length, 10);
  await shown;
});

/** Says what is on the screen, as soon as all that the server has is there. */
async function reportWhenComplete(url: string, seqs: () => number[]): Promise<void> {
  const end = Date.now() + 30_000;
  while (seqs().length < 6 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  await call(url, 'POST', '/conformance/shown', { body: { seqs: seqs() } });
}

t.test('a client that trusts the network does not', { buffered: true }, async (t) => {
  let socket: ReturnType<typeof io> | undefined;
  t.teardown(() => socket?.disconnect());
  const results = await judged((line, url) => {
    if (line.startsWith('sign in')) {
      void logIn(url, demo.rajesh).then(({ token }) => {
        socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
        socket.once('connect', () => socket?.emit('conversation:join', { conversationId: 'conversation-1' }));
      });
    }
    if (line.startsWith('send'))
      socket?.emit('message:send', { conversationId: 'conversation-1', content: 'x' }, 'more');
  }, false);
  t.same(
    results.filter(({ outcome }) => outcome === 'ok').map(({ line }) => line),
    ['client: it logs in and connects with the token', 'client: it joins the conversation that is open'],
  );
  t.equal(results.length, 9);
});
