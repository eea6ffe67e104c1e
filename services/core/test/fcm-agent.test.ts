import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { certificateFor } from '@samvad/infra/testing';
import { test } from 'tap';
import { askUntil, FcmAgent } from '../src/push/fcm-agent.js';

/** A server that answers with the path; `/silent` not at all. */
async function server(t: { teardown(work: () => unknown): void }) {
  const { key, ca } = certificateFor(['x.test']);
  const asked: string[] = [];
  const https = createServer({ key, cert: ca }, ({ url = '' }, response) => {
    asked.push(url);
    if (url !== '/silent') response.end(url);
  });
  https.listen(0, '127.0.0.1');
  await once(https, 'listening');
  t.teardown(() => {
    https.close();
    https.closeAllConnections();
  });
  const { port } = https.address() as AddressInfo;
  return { asked, route: { host: '127.0.0.1', port, ca } };
}

const ask = async (agent: FcmAgent, path: string): Promise<string> => {
  const [answer] = (await once(get(`https://x.test${path}`, { agent }), 'response')) as [IncomingMessage];
  return text(answer);
};

test('whoever waits for nothing any more gets no connection, neither a new one nor one that is kept', async (t) => {
  const { asked, route } = await server(t);
  const agent = new FcmAgent(route);
  t.teardown(() => agent.destroy());
  const over = new AbortController();
  await askUntil(over.signal, async () => {
    t.equal(await ask(agent, '/in-time'), '/in-time');
    over.abort();
    while (Object.keys(agent.freeSockets).length === 0) await once(agent, 'free');
    await t.rejects(ask(agent, '/late'), { message: 'too late' });
    await t.rejects(Promise.all([ask(agent, '/later'), ask(agent, '/latest')]), { message: 'too late' });
    const other = new FcmAgent(route);
    await t.rejects(ask(other, '/late-and-new'), { message: 'too late' });
  });
  t.equal(await ask(agent, '/another'), '/another', 'who still waits is served');
  t.same(asked, ['/in-time', '/another']);
});

test('a connection of which nothing comes is ended', async (t) => {
  const { asked, route } = await server(t);
  const agent = new FcmAgent({ ...route, timeout: 200 });
  t.teardown(() => agent.destroy());
  await t.rejects(ask(agent, '/silent'), { message: /nothing has come/ });
  t.equal(await ask(agent, '/next'), '/next');
  t.same(asked, ['/silent', '/next']);
});
