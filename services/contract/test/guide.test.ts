import { existsSync, readFileSync } from 'node:fs';
import { test } from 'tap';
import { clientEvents, errors, maxContentLength, maxMissed, maxSyncConversations, serverEvents } from '../src/index.js';

const folder = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const documents = ['README.md', 'examples/flutter/README.md'];
const codesIn = (text: string) => [...text.matchAll(/[`'"]([A-Z][A-Z_]{3,})[`'"]/g)].map(([, code]) => code ?? '');
const temporary = Object.entries(errors)
  .filter(([, error]) => error.temporary)
  .map(([code]) => code);

test('the guides name only what there is', (t) => {
  const known = new Set([...Object.keys(clientEvents), ...Object.keys(serverEvents)]);
  for (const path of documents) {
    const text = read(path);
    for (const [, event = ''] of text.matchAll(
      /`((?:message|conversation|typing|user|auth|chat|media|unread|notification):[a-z-]+)/g,
    )) {
      t.ok(known.has(event), `${path}: ${event}`);
    }
    for (const code of codesIn(text)) t.ok(code in errors, `${path}: ${code}`);
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      t.ok(existsSync(new URL(link, new URL(path, folder))), `${path}: ${link}`);
    }
  }
  t.end();
});

test('what is temporary is so in every place that says it', (t) => {
  const row = /^\| temporary \|.*$/m.exec(read('README.md'))?.[0] ?? '';
  t.same(codesIn(row).sort(), [...temporary].sort(), 'the guide');
  const dart = /bool get isTemporary => const \{([^}]*)\}/s.exec(read('examples/flutter/chat_service.dart'))?.[1] ?? '';
  const ofNetwork = ['NETWORK', 'BAD_GATEWAY', 'GATEWAY_TIMEOUT'];
  t.same(codesIn(dart).sort(), [...temporary, ...ofNetwork].sort(), 'the Flutter example');
  t.end();
});

test('the limits that are not settings', (t) => {
  const guide = read('README.md');
  t.match(guide, `${maxContentLength.toLocaleString('en')} characters`);
  t.match(guide, `${maxSyncConversations} conversations; up to ${maxMissed} messages of each`);
  t.end();
});

test('the Flutter guide shows the tables that the example makes', (t) => {
  const bare = (sql: string) =>
    sql
      .replace(/--.*/g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([(),;]) ?/g, '$1');
  const shown = bare(/```sql\n(.*?)```/s.exec(read('examples/flutter/README.md'))?.[1] ?? '');
  const made = [...read('examples/flutter/chat_service.dart').matchAll(/'''(create table.*?)'''/gs)].map(
    ([, sql]) => sql,
  );
  t.equal(made.length, 3);
  for (const sql of made) t.match(shown, bare(sql ?? ''));
  t.end();
});

test('the Flutter example asks nothing of SQLite that an older phone’s does not know', (t) => {
  const dart = read('examples/flutter/chat_service.dart').replace(/\/\/.*/g, '');
  for (const modern of [/do\s+update/i, /\breturning\b/i, /json_\w+\(/i, /\bover\s*\(/i, /\bstrict\b/i])
    t.notMatch(dart, modern);
  t.end();
});
