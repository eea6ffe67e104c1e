import { WebSocket } from 'ws';

export interface WireOptions {
  port: number;
  token: string;
  /** A loopback address to connect from: each has its own 28 thousand ports. */
  from?: string;
}

/** The server did not let the client in; `code` is what it said. */
export class RefusedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`connection refused: ${code}`);
    this.code = code;
  }
}

/**
 * As much of Engine.IO 4 and Socket.IO 5 over one WebSocket as a benchmark needs, by hand, so that the load generator
 * takes little of the CPU it measures. Payloads go in and out as JSON text: whoever gets one looks into it as far as
 * needed.
 */
export class WireClient {
  /** An event of the server's: its name, and the packet, in which its payload begins at `start`. */
  onEvent: (event: string, packet: string, start: number) => void = () => {};
  /** The connection ended after it had been established. */
  onClose: () => void = () => {};
  readonly #socket: WebSocket;
  readonly #acks = new Map<number, (packet: string, start: number) => void>();
  #nextAck = 0;
  #connected = false;

  /** Resolves when the server has let the client in. @throws RefusedError, or what the connection failed with */
  static connect(options: WireOptions): Promise<WireClient> {
    return new Promise((resolve, reject) => new WireClient(options, resolve, reject));
  }

  private constructor(
    { port, token, from }: WireOptions,
    resolve: (client: WireClient) => void,
    reject: (error: Error) => void,
  ) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: 15_000,
      ...(from ? { localAddress: from } : {}),
    });
    this.#socket.on('message', (data: Buffer) => {
      const packet = data.toString();
      switch (packet.charCodeAt(0)) {
        case 0x30: // "0": Engine.IO is open, now Socket.IO is asked for the default namespace
          this.#socket.send(`40${JSON.stringify({ token })}`);
          return;
        case 0x32: // "2": ping
          this.#socket.send('3');
          return;
        case 0x34: // "4": a Socket.IO packet
          if (packet.charCodeAt(1) === 0x32) this.#event(packet);
          else if (packet.charCodeAt(1) === 0x33) this.#ack(packet);
          else if (packet.charCodeAt(1) === 0x30) {
            this.#connected = true;
            resolve(this);
          } else if (packet.charCodeAt(1) === 0x34) {
            reject(new RefusedError(JSON.parse(packet.slice(2)).data?.code ?? 'UNKNOWN'));
            this.#socket.terminate();
          }
      }
    });
    this.#socket.on('error', reject);
    this.#socket.on('close', () => {
      if (this.#connected) this.onClose();
      else reject(new Error('closed while connecting'));
    });
  }

  /** Sends an event with a JSON payload; `onAck` gets the answer's packet and where in it the payload begins. */
  emit(event: string, json: string, onAck: (packet: string, start: number) => void): void {
    const id = this.#nextAck;
    this.#nextAck += 1;
    this.#acks.set(id, onAck);
    this.#socket.send(`42${id}["${event}",${json}]`);
  }

  /** The same, waiting. @throws Error when the answer is not ok */
  request<T>(event: string, payload: unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      this.emit(event, JSON.stringify(payload), (packet, start) => {
        const answer = JSON.parse(packet.slice(start, -1)) as { ok: boolean; data: T; error?: { code: string } };
        if (answer.ok) resolve(answer.data);
        else reject(new Error(`${event} was refused: ${answer.error?.code}`));
      });
    });
  }

  close(): void {
    this.onClose = () => {};
    this.#socket.terminate();
  }

  #event(packet: string): void {
    // 42["name",payload]
    const end = packet.indexOf('"', 4);
    this.onEvent(packet.slice(4, end), packet, end + 2);
  }

  #ack(packet: string): void {
    // 43<id>[payload]
    const bracket = packet.indexOf('[');
    const id = Number(packet.slice(2, bracket));
    const onAck = this.#acks.get(id);
    if (!onAck) throw new Error(`an acknowledgement ${id} that nobody waits for, or a second one`);
    this.#acks.delete(id);
    onAck(packet, bracket + 1);
  }
}
