import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

interface Test {
  teardown(work: () => unknown): void;
}

/** What a client has in front of it: connections go to the node that `port` says, over a network that is not fast. */
export async function startBalancer(t: Test, { port, bytesPerSecond }: { port: () => number; bytesPerSecond: number }) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const node = connect(port(), '127.0.0.1');
    for (const socket of [client, node]) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          client.destroy();
          node.destroy();
        });
    }
    node.pipe(client);
    void (async () => {
      for await (const chunk of client) {
        await delay((chunk.length / bytesPerSecond) * 1_000);
        if (!node.write(chunk)) await new Promise((resolve) => node.once('drain', resolve).once('close', resolve));
      }
    })().catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
