import { WebSocket } from 'ws';
import type { Wire } from './rest.js';

/** Packets of Engine.IO, one by one: what an official client hides. */
const separator = '\x1e';
const patience = 10_000;

const address = (url: string, query: Record<string, string>) =>
  `${url}/socket.io/?${new URLSearchParams({ EIO: '4', transport: 'polling', ...query })}`;

/** One request of long polling; `body` makes it a POST. */
export async function poll(url: string, query: Record<string, string>, body?: string) {
  const response = await fetch(address(url, query), {
    signal: AbortSignal.timeout(patience),
    ...(body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': 'text/plain;charset=UTF-8' } }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, packets: text.split(separator) };
}

/** Opens a session by long polling, and connects it with these credentials. Resolves with what comes. */
export async function connectByPolling(
  url: string,
  auth: object,
): Promise<{ sid: string; open: Wire; packet: string }> {
  const { packets } = await poll(url, {});
  const [first = ''] = packets;
  if (!first.startsWith('0{')) throw new Error(`the handshake begins with ${first.slice(0, 40)}, not with 0{`);
  const open = JSON.parse(first.slice(1));
  const posted = await poll(url, { sid: open.sid }, `40${JSON.stringify(auth)}`);
  if (posted.status !== 200) throw new Error(`a packet was answered with ${posted.status} ${posted.text}`);
  const next = await poll(url, { sid: open.sid });
  return { sid: open.sid, open, packet: next.packets.find((one) => !one.startsWith('2')) ?? '' };
}

/** A WebSocket on which packets are written and read as they are. */
export class RawSocket {
  readonly packets: string[] = [];
  readonly closed: Promise<void>;
  #wake = () => {};

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => {
      this.packets.push(isBinary ? '<binary>' : data.toString());
      if (data.toString() === '2') socket.send('3');
      this.#wake();
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async open(url: string, query: Record<string, string> = {}): Promise<RawSocket> {
    const socket = new WebSocket(address(url, { transport: 'websocket', ...query }).replace(/^http/, 'ws'));
    const raw = new RawSocket(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return raw;
  }

  /** The same, connected to the namespace. */
  static async connected(url: string, auth: object): Promise<RawSocket> {
    const raw = await RawSocket.open(url);
    await raw.next((packet) => packet.startsWith('0'));
    raw.send(`40${JSON.stringify(auth)}`);
    await raw.next((packet) => packet.startsWith('40'));
    return raw;
  }

  send(packet: string | Buffer): void {
    this.socket.send(packet);
  }

  /** The first packet that fits, also one that has come already. Rejects after 10 s. */
  async next(fits: (packet: string) => boolean): Promise<string> {
    const end = Date.now() + patience;
    for (;;) {
      const found = this.packets.find(fits);
      if (found !== undefined) return found;
      if (Date.now() > end)
        throw new Error(`the packet did not come; what came: ${this.packets.join(' ').slice(0, 200)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.socket.terminate();
  }
}
