import type { Message } from '@samvad/contract';

export interface Sent {
  clientMessageId: string;
  senderId: string;
  outcome: 'acked' | 'refused' | 'unknown';
  seq?: number;
}

export interface History {
  /** What Postgres has in the end, in the order in which it was read. */
  stored: Pick<Message, 'seq' | 'senderId' | 'clientMessageId'>[];
  /** What was attempted, in each sender's order. */
  sent: Sent[];
  /** What each device showed, in order. */
  logs: Pick<Message, 'seq' | 'clientMessageId'>[][];
}

/**
 * Judges a run: acknowledged ⊆ stored ⊆ attempted, nothing doubled, `seq` dense, nothing refused appears, one sender's
 * messages in order, and every device shows an unbroken piece of the stored order. Returns what is wrong, in words.
 */
export function checkHistory({ stored, sent, logs }: History): string[] {
  const wrong: string[] = [];
  const keyOf = (one: { senderId: string; clientMessageId: string | null }) => `${one.senderId} ${one.clientMessageId}`;
  const places = new Map<string, number>();
  stored.forEach((message, i) => {
    if (message.seq !== i + 1) wrong.push(`seq ${message.seq} stands at place ${i + 1}`);
    if (places.has(keyOf(message))) wrong.push(`${message.clientMessageId} is stored twice`);
    places.set(keyOf(message), message.seq);
  });
  const attempted = new Map(sent.map((one) => [keyOf(one), one]));
  for (const key of places.keys()) if (!attempted.has(key)) wrong.push(`${key} was never sent`);
  const lastOf = new Map<string, number>();
  for (const one of sent) {
    const place = places.get(keyOf(one));
    if (one.outcome === 'acked' && place === undefined)
      wrong.push(`${one.clientMessageId} was acknowledged and is lost`);
    if (one.outcome === 'acked' && place !== one.seq)
      wrong.push(`${one.clientMessageId} was acknowledged as ${one.seq}, is ${place}`);
    if (one.outcome === 'refused' && place !== undefined) wrong.push(`${one.clientMessageId} was refused and appeared`);
    if (place === undefined) continue;
    if (place < (lastOf.get(one.senderId) ?? 0))
      wrong.push(`${one.clientMessageId} overtook an earlier one of its sender`);
    lastOf.set(one.senderId, place);
  }
  const bySeq = new Map(stored.map((message) => [message.seq, message.clientMessageId]));
  logs.forEach((log, device) => {
    log.forEach((message, i) => {
      const before = log[i - 1]?.seq;
      if (before !== undefined && message.seq !== before + 1)
        wrong.push(`device ${device} shows ${message.seq} after ${before}`);
      if (bySeq.get(message.seq) !== message.clientMessageId)
        wrong.push(`device ${device} shows another message as ${message.seq}`);
    });
  });
  return wrong;
}
