import { test } from 'tap';
import { assertClientMessageId, assertContent } from '../src/messages/text.js';
import { normalisePhone, tryNormalisePhone } from '../src/people/phones.js';

test('content is 1 to 4,000 characters that Postgres can store', async (t) => {
  for (const good of ['a', 'नमस्ते', 'x'.repeat(4000), '😀'.repeat(4000), ' a ', '\u202e bidi']) assertContent(good);
  for (const bad of ['', '   ', '\n\t', 'x'.repeat(4001), '😀'.repeat(4001), 'a\0b', 'a\ud800', '\udc00']) {
    t.throws(() => assertContent(bad), { code: 'VALIDATION' }, JSON.stringify(bad.slice(0, 10)));
  }
  t.throws(() => assertClientMessageId('x'.repeat(65)), { code: 'VALIDATION' });
  assertClientMessageId('x'.repeat(64));
});

test('phones are E.164, Indian unless they say otherwise', async (t) => {
  for (const same of [
    '9800000101',
    '+919800000101',
    '+91 98000 00101',
    '09800000101',
    '९८००००० १०१',
    '+91-98000-00101',
  ]) {
    t.equal(normalisePhone(same), '+919800000101', same);
  }
  t.equal(normalisePhone('+44 20 7946 0958'), '+442079460958');
  for (const bad of ['', 'abc', '12', '+', "1'; drop table users"]) {
    t.equal(tryNormalisePhone(bad), undefined, bad);
    t.throws(() => normalisePhone(bad), { code: 'VALIDATION' });
  }
});
