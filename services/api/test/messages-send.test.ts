import type { Conversation, Message } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isError, isMessage, isProfile } from './support/shapes.js';

test('POST /chat/messages/:conversationId', async (t) => {
  const { api, core, make } = await startApi(t);
  const [customer, agent, admin] = [await make('User'), await make('Support'), await make('Admin')];
  const id = await makeConversation(core, customer, agent);
  const send = (person: TestPerson, body: unknown, to = id) =>
    api.as(person).post<{ data: Message }>(`chat/messages/${to}`, body);
  const text = (content: unknown) => ({ messageType: 'text', content });
  const conversation = async (of = id) =>
    (await api.as(customer).get<{ data: Conversation }>(`chat/conversations/${of}`)).body.data;
  const history = async (of = id) => (await api.as(customer).get<{ data: Message[] }>(`chat/messages/${of}`)).body.data;

  await t.test('stores it, for every role', async (t) => {
    for (const [i, person] of [customer, agent, admin].entries()) {
      const answer = await send(person, { ...text('नमस्ते 🙏'), clientMessageId: `m-${i}` });
      t.equal(answer.status, 201);
      const { data } = answer.body;
      isMessage(t, data);
      // The own phone may be shown or not; it goes to the others too, so nobody else's ever is.
      isProfile(t, data.sender, { phone: 'phone' in data.sender ? person.phone : null }, 'sender');
      t.match(data, {
        conversationId: id,
        seq: i + 1,
        senderId: person.id,
        sender: { name: person.name },
        messageType: 'text',
        content: 'नमस्ते 🙏',
        mediaId: null,
        clientMessageId: `m-${i}`,
        isRead: false,
        readAt: null,
        isDelivered: false,
        deliveredAt: null,
      });
      const stored = (await history()).at(-1) as Message;
      const { sender: _, ...expected } = data;
      t.match(stored, expected, 'history has the very message');
    }
  });

  await t.test('unless a colleague has answered', async (t) => {
    const talk = await makeConversation(core, customer, agent);
    const answer = (person: TestPerson, unlessAnsweredAfter: unknown, content = 'an answer') =>
      send(person, { ...text(content), unlessAnsweredAfter }, talk);
    await send(customer, text('a question'), talk);
    t.equal((await answer(agent, 1)).status, 201);
    isError(t, await answer(admin, 1), 'ALREADY_ANSWERED');
    t.equal((await answer(agent, 1)).status, 201, 'one’s own answer is no colleague’s');
    t.equal((await answer(customer, 0)).status, 201, 'a customer’s is ignored');
    t.equal((await answer(admin, 4)).status, 201);
    t.equal((await answer(admin, Number.MAX_SAFE_INTEGER)).status, 201);
    for (const bad of [-1, 1.5, 'x', null, Number.MAX_SAFE_INTEGER * 4])
      isError(t, await answer(agent, bad), 'VALIDATION', String(bad));
    t.equal((await history(talk)).length, 6);
  });

  await t.test('clientMessageId may be left out', async (t) => {
    for (const body of [text('x'), { ...text('x'), clientMessageId: null, mediaId: null }]) {
      const answer = await send(customer, body);
      t.match([answer.status, answer.body.data], [201, { clientMessageId: null }]);
    }
  });

  await t.test('seq is dense, in the order of the answers, whoever sends', async (t) => {
    const other = await makeConversation(core, customer, agent);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => send(i % 2 ? customer : agent, text(`${i}`), other)),
    );
    const numbers = answers.map(({ body }) => body.data.seq).sort((a, b) => a - b);
    t.same(
      numbers,
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    const stored = await history(other);
    const content = new Map(answers.map(({ body }) => [body.data.seq, body.data.content]));
    t.ok(stored.every((message) => content.get(message.seq) === message.content));
  });

  await t.test('the text comes back as it was sent', async (t) => {
    const texts = [
      'x',
      ' two  spaces ',
      'line\nbreak\r\n\ttab',
      '<script>alert(1)</script> &amp; "quotes" \'',
      `'; drop table messages; --`,
      'C:\\new\\table \\u0000 $1 %s',
      '👨‍👩‍👧‍👦 🇮🇳 é e\u0301',
      'क्षि ज्ञ',
      '\u202eright to left\u202c',
      '\u0001\u001f\u007f\ufffe',
      '{"__proto__": 1}',
      'null',
    ];
    for (const content of texts) t.equal((await send(customer, text(content))).body.data?.content, content);
    t.same(
      (await history()).slice(-texts.length).map(({ content }) => content),
      texts,
    );
  });

  await t.test('1 to 4,000 characters, counted as people count', async (t) => {
    for (const letter of ['x', 'क', '🎉', '\\', '"']) {
      const longest = await send(customer, text(letter.repeat(4000)));
      t.equal(longest.status, 201, `4000 × ${letter}`);
      t.equal(longest.body.data.content, letter.repeat(4000));
      isError(t, await send(customer, text(letter.repeat(4001))), 'VALIDATION', `4001 × ${letter}`);
    }
    t.equal((await send(customer, text(`${'🎉'.repeat(3999)}x`))).status, 201, 'mixed');
    isError(t, await send(customer, text(`${'🎉'.repeat(4000)}x`)), 'VALIDATION', 'mixed and one too long');
  });

  await t.test('VALIDATION, and nothing is stored', async (t) => {
    const before = (await conversation()).lastSeq;
    const bad: [string, unknown][] = [
      ['no body', undefined],
      ['null', null],
      ['a list', [text('x')]],
      ['a string', 'x'],
      ['no type', { content: 'x' }],
      ['no content', { messageType: 'text' }],
      ['null as content', text(null)],
      ['empty', text('')],
      ['blank', text(' \n\t\r ')],
      ['blank in Unicode', text('\u00a0\u2003\u3000')],
      ['NUL', text('\0')],
      ['NUL within', text('a\0b')],
      ['a number', text(7)],
      ['true', text(true)],
      ['a list as content', text(['x'])],
      ['an object as content', text({ toString: 'x' })],
      ['an unknown type', { messageType: 'sticker', content: 'x' }],
      ['a system message', { messageType: 'system', content: 'x' }],
      ['TEXT', { messageType: 'TEXT', content: 'x' }],
      ['a list of types', { messageType: ['text'], content: 'x' }],
      ['an image without its media', { messageType: 'image', content: 'x' }],
      ['a number as clientMessageId', { ...text('x'), clientMessageId: 7 }],
      ['an empty clientMessageId', { ...text('x'), clientMessageId: '' }],
      ['65 characters of clientMessageId', { ...text('x'), clientMessageId: 'x'.repeat(65) }],
      ['NUL in clientMessageId', { ...text('x'), clientMessageId: 'a\0' }],
      ['a number as mediaId', { ...text('x'), mediaId: 7 }],
    ];
    for (const person of [customer, agent, admin]) {
      for (const [what, body] of bad) isError(t, await send(person, body), 'VALIDATION', what);
    }
    for (const lone of ['\\ud800', 'a\\udc00b', '\\ud83d \\ude00', '\\ude00\\ud83d']) {
      for (const raw of [
        `{"messageType":"text","content":"${lone}"}`,
        `{"messageType":"text","content":"x","clientMessageId":"${lone}"}`,
      ]) {
        const answer = await api.as(customer).post(`chat/messages/${id}`, undefined, { raw });
        isError(t, answer, 'VALIDATION', raw);
      }
    }
    t.equal((await conversation()).lastSeq, before);
  });

  await t.test('64 characters of clientMessageId are fine', async (t) => {
    for (const clientMessageId of ['x'.repeat(64), '🎉'.repeat(64)]) {
      const answer = await send(customer, { ...text('x'), clientMessageId });
      t.match([answer.status, answer.body.data], [201, { clientMessageId }]);
    }
  });

  await t.test('a media that is not there, or not the own, is NOT_FOUND', async (t) => {
    for (const messageType of ['image', 'text']) {
      const answer = await send(customer, { messageType, content: 'x', mediaId: crypto.randomUUID() });
      isError(t, answer, 'NOT_FOUND', messageType);
    }
  });

  await t.test('what only the server decides is not taken from the body', async (t) => {
    const elsewhere = await makeConversation(core, customer, agent);
    const body = {
      ...text('mine'),
      senderId: agent.id,
      sender: { id: agent.id, role: 'Admin' },
      conversationId: elsewhere,
      seq: 1,
      _id: 'mine',
      createdAt: '2000-01-01T00:00:00.000Z',
      isRead: true,
      readAt: '2000-01-01T00:00:00.000Z',
      role: 'Admin',
    };
    const answer = await send(customer, body);
    t.equal(answer.status, 201);
    isMessage(t, answer.body.data);
    t.match(answer.body.data, { conversationId: id, senderId: customer.id, isRead: false });
    t.match(answer.body.data.sender, { id: customer.id, role: 'User' });
    t.ok(answer.body.data.seq > 1);
    t.ok(Math.abs(Date.parse(answer.body.data.createdAt) - Date.now()) < 60_000);
    t.equal((await conversation(elsewhere)).lastSeq, 0);
  });

  await t.test('a new message reopens, whoever sends it', async (t) => {
    for (const person of [customer, agent, admin]) {
      for (const status of ['pending', 'resolved', 'closed'] as const) {
        const one = await makeConversation(core, customer, agent);
        await api.as(agent).patch(`chat/conversations/${one}`, { status });
        t.equal((await send(person, text('one more thing'), one)).status, 201);
        t.match(await conversation(one), { status: 'open', lastSeq: 1 }, status);
      }
    }
  });

  await t.test('one that was refused does not', async (t) => {
    const one = await makeConversation(core, customer, agent);
    await api.as(agent).patch(`chat/conversations/${one}`, { status: 'closed' });
    isError(t, await send(customer, text(''), one), 'VALIDATION');
    isError(t, await send(await make('User'), text('x'), one), 'NOT_FOUND');
    t.match(await conversation(one), { status: 'closed', lastSeq: 0 });
  });
});
