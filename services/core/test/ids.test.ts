import { test } from 'tap';
import { decodeCursor, encodeCursor } from '../src/conversations/cursor.js';
import { isId, messageId, seqOfMessageId } from '../src/ids.js';

const id = '01a2087e-0261-701a-8c37-be3b104aa82f';

test('ids', async (t) => {
  t.ok(isId(id));
  for (const bad of ['', 'x', `${id} `, id.toUpperCase(), `${id}\n`, '__proto__', "' or 1=1"]) t.notOk(isId(bad), bad);
});

test('a message id names a place in one conversation', async (t) => {
  t.equal(seqOfMessageId(id, messageId(id, 17)), 17);
  for (const bad of [`${id}.0`, `${id}.-1`, `${id}.1e3`, `${id}.`, id, 'x.1', `${id}.99999999999`]) {
    t.equal(seqOfMessageId(id, bad), undefined, bad);
  }
});

test('cursors come back as they went, and nothing else is one', async (t) => {
  const place = { updatedAt: new Date('2026-11-23T10:00:00.123Z'), id };
  t.same(decodeCursor(encodeCursor(place)), place);
  for (const bad of [
    '',
    'x',
    '!!!',
    Buffer.from('1.x').toString('base64url'),
    Buffer.from(`1e99.${id}`).toString('base64url'),
  ]) {
    t.throws(() => decodeCursor(bad), { code: 'VALIDATION' }, bad);
  }
});
