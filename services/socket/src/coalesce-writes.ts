/** The parts of Engine.IO's socket that are used here. */
interface EngineSocket {
  flush(): void;
  readonly transport: { socket?: { _socket?: { cork(): void; uncork(): void } | null } };
}

let waiting = new Set<EngineSocket>();

/**
 * Lets everything that one turn of the event loop writes to a connection leave in one system call.
 *
 * A sender gets three frames for each message (its echo in the room, `message:sent`, the acknowledgement), and Engine.IO
 * would write each by itself, the second only after the first has been flushed. Nothing is delayed beyond the turn.
 */
export function coalesceWrites(connection: unknown): void {
  (connection as EngineSocket).flush = flushLater;
}

function flushLater(this: EngineSocket): void {
  if (waiting.size === 0) setImmediate(flushAll);
  waiting.add(this);
}

function flushAll(): void {
  const connections = waiting;
  waiting = new Set();
  for (const connection of connections) {
    const tcp = connection.transport.socket?._socket;
    tcp?.cork();
    try {
      // The method that `flushLater` stands in front of.
      Object.getPrototypeOf(connection).flush.call(connection);
    } finally {
      tcp?.uncork();
    }
  }
}
