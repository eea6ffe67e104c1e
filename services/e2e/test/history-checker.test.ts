import { test } from 'tap';
import { checkHistory, type History, type Sent } from '../src/history-checker.js';

/** A run in which all went well; each test spoils one thing and must be caught. */
function soundRun(): History {
  const stored = [1, 2, 3, 4].map((seq) => ({ seq, senderId: seq % 2 ? 'a' : 'b', clientMessageId: `m${seq}` }));
  const sent: Sent[] = stored.map(({ seq, senderId, clientMessageId }) => ({
    seq,
    senderId,
    clientMessageId,
    outcome: 'acked',
  }));
  sent.push({ senderId: 'a', clientMessageId: 'refused', outcome: 'refused' });
  sent.push({ senderId: 'b', clientMessageId: 'unknown', outcome: 'unknown' });
  return { stored, sent, logs: [stored.slice(), stored.slice(1)] };
}

test('a sound run has nothing wrong', async (t) => {
  t.same(checkHistory(soundRun()), []);
});

const spoiled: Record<string, (run: History) => void> = {
  'a loss': ({ stored, logs }) => {
    stored.pop();
    for (const log of logs) log.pop();
  },
  'a gap': ({ stored }) => stored.splice(1, 1),
  'a duplicate': ({ stored }) => stored.push({ seq: 5, senderId: 'a', clientMessageId: 'm1' }),
  'a message from nowhere': ({ stored }) => stored.push({ seq: 5, senderId: 'a', clientMessageId: 'ghost' }),
  'a refused send that appears': ({ stored }) => stored.push({ seq: 5, senderId: 'a', clientMessageId: 'refused' }),
  'a sender overtaken by itself': ({ sent }) => sent.reverse(),
  'a swap on a screen': ({ logs }) => logs[0]?.reverse(),
  'a hole on a screen': ({ logs }) => logs[0]?.splice(1, 1),
  'a doubled message on a screen': ({ logs }) => logs[0]?.splice(1, 0, { seq: 1, clientMessageId: 'm1' }),
  'another message on a screen': ({ logs }) => logs[1]?.splice(0, 1, { seq: 2, clientMessageId: 'other' }),
};

for (const [what, spoil] of Object.entries(spoiled)) {
  test(`${what} is found`, async (t) => {
    const run = soundRun();
    spoil(run);
    t.not(checkHistory(run).length, 0);
  });
}
