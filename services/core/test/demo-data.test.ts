import { test } from 'tap';
import { type DemoConversation, demoConversations, demoPeople } from '../src/demo/demo-data.js';
import type { Thread } from '../src/demo/script.js';
import { ENGLISH_THREADS } from '../src/demo/threads-english.js';
import { HINDI_THREADS } from '../src/demo/threads-hindi.js';
import { HINGLISH_THREADS } from '../src/demo/threads-hinglish.js';

const NOW = new Date('2025-11-18T09:30:00.000Z');
const THREADS = [...ENGLISH_THREADS, ...HINDI_THREADS, ...HINGLISH_THREADS];
const conversations = demoConversations(NOW);
const people = demoPeople();

/** A template with its placeholders open, to recognise a written message by. */
const pattern = (template: string) =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+')}$`, 'u');

const patternsOf = (threads: readonly Thread[]) =>
  threads.flatMap(({ turns }) => turns.map(({ content }) => pattern(content)));

const find = (customerPhone: string): DemoConversation => {
  const found = conversations.findLast((conversation) => conversation.customerPhone === customerPhone);
  if (!found) throw new Error(`There is no conversation of ${customerPhone}`);
  return found;
};

test('the same time gives the same data, another time only moves it', async (t) => {
  t.same(demoConversations(NOW), conversations);
  t.same(demoPeople(), people);
  const texts = (all: DemoConversation[]) => all.map(({ messages }) => messages.map(({ content }) => content));
  t.same(texts(demoConversations(new Date('2026-03-02T21:10:00.000Z'))), texts(conversations));
});

test('people have their roles and each phone belongs to one', async (t) => {
  t.same(
    people.filter(({ role }) => role === 'Support').map(({ phone }) => phone),
    ['+919800000001', '+919800000002', '+919800000003'],
  );
  t.equal(people.find(({ role }) => role === 'Admin')?.phone, '+919800000000');
  t.equal(people.filter(({ role }) => role === 'User').length, 24);
  t.equal(new Set(people.map(({ phone }) => phone)).size, people.length);
  t.equal(people.find(({ phone }) => phone === '+919800000101')?.name, 'Rajesh Kumar');
  t.equal(people.find(({ phone }) => phone === '+919800000102')?.name, 'Priya Singh');
});

test('every conversation is between a known customer and a known agent', async (t) => {
  const role = new Map(people.map((person) => [person.phone, person.role]));
  for (const { customerPhone, supportPhone } of conversations) {
    t.equal(role.get(customerPhone), 'User');
    t.equal(role.get(supportPhone ?? ''), 'Support');
  }
  t.equal(new Set(conversations.map(({ customerPhone }) => customerPhone)).size, 24);
  t.ok(conversations.length > 24, 'some customers have been here before');
});

test('a customer has at most one conversation that is not finished, and it is the newest', async (t) => {
  for (const { phone } of people.filter(({ role }) => role === 'User')) {
    const own = conversations.filter(({ customerPhone }) => customerPhone === phone);
    for (const [index, { status, messages }] of own.entries()) {
      const next = own[index + 1];
      if (!next) continue;
      t.match(status, /^(resolved|closed)$/);
      t.ok((messages.at(-1)?.at ?? NOW) < (next.messages[0]?.at ?? NOW));
    }
  }
});

for (const [name, now] of [
  ['in the day', NOW],
  ['just after the desk opens', new Date('2025-11-18T01:32:00.000Z')],
  ['in the evening', new Date('2025-11-18T17:00:00.000Z')],
  ['in the night', new Date('2025-11-18T21:00:00.000Z')],
] as const) {
  test(`times ascend up to now and stay between 7:00 and 21:00 in India, seen ${name}`, async (t) => {
    let newest = 0;
    for (const { messages } of demoConversations(now)) {
      const times = messages.map(({ at }) => at.getTime());
      t.ok(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)));
      t.ok(times.every((time) => time <= now.getTime()));
      const minutes = times.map((time) => Math.floor(time / 60_000 + 330) % 1440);
      t.ok(minutes.every((minute) => minute >= 7 * 60 && minute < 21 * 60));
      newest = Math.max(newest, times.at(-1) ?? 0);
    }
    t.ok(now.getTime() - newest < 11 * 3_600_000);
  });
}

test('read pointers are within range and nobody has left unread what was there before the own last message', async (t) => {
  for (const { messages, customerReadUpTo, supportReadUpTo } of conversations) {
    for (const [reader, pointer] of [
      ['customer', customerReadUpTo],
      ['support', supportReadUpTo],
    ] as const) {
      t.ok(Number.isInteger(pointer) && pointer <= messages.length);
      t.ok(pointer >= messages.findLastIndex(({ from }) => from === reader) + 1);
    }
  }
  const unread = conversations.filter(({ messages, supportReadUpTo }) => supportReadUpTo < messages.length);
  t.ok(unread.length >= 3 && unread.length <= 10, 'a few wait for the agent');
});

test('lengths go from a few messages to several hundred', async (t) => {
  const lengths = conversations.map(({ messages }) => messages.length);
  const within = (low: number, high: number) => lengths.filter((length) => length >= low && length <= high).length;
  t.equal(Math.min(...lengths), 3);
  t.ok(within(300, 999) >= 2);
  t.ok(within(40, 120) >= 4);
  t.ok(within(5, 25) >= 12);
});

test('messages have 1 to 4000 characters and no placeholder is left open', async (t) => {
  for (const { content } of conversations.flatMap(({ messages }) => messages)) {
    if (content.trim().length < 1 || content.length > 4000 || /[{}]/.test(content)) t.fail(content);
  }
});

test('at least 30% of the messages are in Devanagari or from a Hinglish thread', async (t) => {
  const hinglish = patternsOf(HINGLISH_THREADS);
  const contents = conversations.flatMap(({ messages }) => messages.map(({ content }) => content));
  const indian = contents.filter(
    (content) => /\p{Script=Devanagari}/u.test(content) || hinglish.some((one) => one.test(content)),
  );
  t.ok(indian.length / contents.length >= 0.3, `${indian.length} of ${contents.length}`);
});

test('threads have 5 to 14 turns and begin each in their own way', async (t) => {
  t.ok(THREADS.length >= 25);
  for (const { id, turns } of THREADS) t.ok(turns.length >= 5 && turns.length <= 14, `${id} has ${turns.length} turns`);
  t.equal(new Set(THREADS.map(({ id }) => id)).size, THREADS.length);
  t.equal(new Set(THREADS.map(({ turns }) => turns[0]?.content)).size, THREADS.length);
});

test('no customer hears the same thread twice', async (t) => {
  for (const { phone } of people.filter(({ role }) => role === 'User')) {
    const own = conversations.filter(({ customerPhone }) => customerPhone === phone);
    const contents = own.flatMap(({ messages }) => messages.map(({ content }) => content));
    for (const { id, turns } of THREADS) {
      const one = pattern(turns[0]?.content ?? '');
      if (contents.filter((content) => one.test(content)).length > 1) t.fail(`${phone} repeats ${id}`);
    }
  }
});

test('Rajesh waits for Asha', async (t) => {
  const { supportPhone, status, messages, supportReadUpTo } = find('+919800000101');
  t.equal(supportPhone, '+919800000001');
  t.equal(status, 'open');
  t.equal(messages[0]?.content, 'Hello, I need help');
  t.equal(messages.at(-1)?.content, 'I need help with my crops');
  t.same(
    messages.slice(supportReadUpTo).map(({ from }) => from),
    ['customer', 'customer', 'customer'],
  );
});

test('Priya has been helped', async (t) => {
  const { messages, supportReadUpTo, customerReadUpTo } = find('+919800000102');
  t.equal(messages.at(-1)?.from, 'customer');
  t.equal(messages.at(-1)?.content, 'Thank you so much!');
  t.equal(supportReadUpTo, messages.length);
  t.equal(customerReadUpTo, messages.length);
});
