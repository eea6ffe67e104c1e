import { createSocket } from 'node:dgram';

export interface NameServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  stop(): void;
}

/** A name server that knows the given names, each with its IPv4 addresses, and that there are no others. */
export async function startNameServer(zone: Record<string, readonly string[]>): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answer(query, zone), port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
}

/** RFC 1035: the query's id and question again, and a record for each address. */
function answer(query: Buffer, zone: Record<string, readonly string[]>): Buffer {
  const labels: string[] = [];
  let end = 12;
  for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
    labels.push(query.toString('latin1', end + 1, end + 1 + length));
    end += length + 1;
  }
  const isForIpv4 = query.readUInt16BE(end + 1) === 1;
  const known = zone[labels.join('.')];
  const addresses = isForIpv4 ? (known ?? []) : [];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((one) =>
    // The question's name, type A, class IN, to be kept for a second, 4 bytes.
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...one.split('.').map(Number)]),
  );
  return Buffer.concat([header, query.subarray(12, end + 5), ...records]);
}
