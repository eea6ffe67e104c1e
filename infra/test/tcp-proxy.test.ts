import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'tap';
import { startTcpProxy, waitFor } from '../src/index.js';

test('a proxy passes, delays, holds back and cuts', async (t) => {
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  const proxy = await startTcpProxy({ target: { host: '127.0.0.1', port } });
  t.teardown(async () => {
    await proxy.stop();
    echo.close();
  });
  t.equal(proxy.url('redis://:pw@somewhere:6379/3'), `redis://:pw@127.0.0.1:${proxy.port}/3`);

  const open = async () => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.setEncoding('utf8');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    const closed = new Promise<string>((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('close', () => resolve('closed'));
    });
    const has = (text: string) => waitFor(() => received.includes(text), { what: text, timeoutMs: 5_000, everyMs: 5 });
    return { socket, closed, has, received: () => received };
  };

  const one = await open();
  one.socket.write('hello');
  await one.has('hello');

  proxy.delay(150);
  const sentAt = performance.now();
  one.socket.write('late');
  await one.has('late');
  t.ok(performance.now() - sentAt >= 295, 'delayed both ways');
  proxy.delay(0);

  const big = 'x'.repeat(2_000_000);
  one.socket.write(`${big}END`);
  await one.has('END');
  t.equal(one.received().length, 'hellolateEND'.length + big.length, 'everything arrives, in order');

  proxy.block();
  one.socket.write('held');
  const two = await open();
  two.socket.write('also held');
  await once(two.socket, 'connect');
  // Nothing can be waited for here: a round trip past the proxy has had its chance.
  const direct = connect(port, '127.0.0.1');
  direct.write('ping');
  await once(direct, 'data');
  direct.destroy();
  t.notMatch(one.received(), 'held');
  t.equal(two.received(), '');
  proxy.unblock();
  await Promise.all([one.has('held'), two.has('also held')]);

  await proxy.cut();
  t.equal(await one.closed, 'ECONNRESET');
  t.equal(await two.closed, 'ECONNRESET');
  t.equal(await (await open()).closed, 'ECONNREFUSED');

  await proxy.restore();
  const three = await open();
  three.socket.end('again');
  await three.has('again');
  t.equal(await three.closed, 'closed', 'an orderly end passes through');
});
