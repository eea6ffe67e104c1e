import type { ConversationsAnswer } from '@samvad/contract';
import { makeConversation, type TestPerson } from '@samvad/core/testing';
import { test } from 'tap';
import { startApi } from './support/api.js';
import { isConversation, isError } from './support/shapes.js';

test('GET /chat/conversations?q', async (t) => {
  const { api, core, make } = await startApi(t);
  const [agent, colleague, admin] = [await make('Support'), await make('Support'), await make('Admin')];

  /** A conversation of a customer of that name. */
  const given = async (of: TestPerson, name: string, subject: string | null, ...texts: string[]) => {
    const customer = await make('User', name);
    const id = await makeConversation(core, customer, of);
    await core.db.kysely.updateTable('conversations').set({ subject }).where('id', '=', id).execute();
    for (const content of texts) {
      await api.as(customer).post(`chat/messages/${id}`, { messageType: 'text', content });
    }
    return { id, customer };
  };
  const search = (person: TestPerson, q: string, more = '') =>
    api.as(person).get<ConversationsAnswer>(`chat/conversations?limit=100&q=${encodeURIComponent(q)}${more}`);
  const found = async (person: TestPerson, q: string, more = '') => {
    const answer = await search(person, q, more);
    t.equal(answer.status, 200, `q=${q.slice(0, 40)}`);
    return new Set(answer.body.data?.map(({ _id }) => _id));
  };

  const kumar = await given(
    agent,
    'Rajesh Kumar',
    'Refund for order 4711',
    'The parcel arrived broken',
    'photos follow',
  );
  const hindi = await given(agent, 'प्रिया सिंह', 'भुगतान की समस्या', 'मेरा पैसा वापस नहीं आया', 'कृपया जल्दी करें');
  const percent = await given(agent, '100% Wool_Shop', 'Discount 50% off_season', 'is it 20% or 30%?');
  const quoted = await given(agent, `Conan O'Brien "Coco"`, `C:\\temp\\new isn't "there"`, `it's the driver's fault`);
  const emoji = await given(agent, 'Party 🎉 People', 'Cake 🎂 missing', 'no cake at all');
  const foreign = await given(
    colleague,
    'Rajesh Kumar',
    'Refund for order 4711',
    'The parcel arrived broken',
    'secretword',
  );
  const own = [kumar, hindi, percent, quoted, emoji].map(({ id }) => id);

  await t.test('finds names, subjects and message text, in English and Hindi, and by their beginnings', async (t) => {
    const questions: [string, { id: string }][] = [
      ['Rajesh', kumar],
      ['rajesh kumar', kumar],
      ['KUMAR', kumar],
      ['Raj', kumar],
      ['refund', kumar],
      ['Refund for', kumar],
      ['4711', kumar],
      ['47', kumar],
      ['broken', kumar],
      ['BROK', kumar],
      ['parcel broken', kumar],
      ['photos', kumar],
      ['प्रिया', hindi],
      ['सिंह', hindi],
      ['प्रि', hindi],
      ['भुगतान', hindi],
      ['समस्या', hindi],
      ['पैसा', hindi],
      ['पैसा वापस', hindi],
      ['जल्दी', hindi],
      ['कृप', hindi],
      ['🎉', emoji],
      ['🎂', emoji],
      ['Party 🎉', emoji],
    ];
    for (const [q, { id }] of questions) t.same(await found(agent, q), new Set([id]), q);
    t.ok((await found(agent, 'cake')).has(emoji.id));
    t.ok((await found(agent, ' Rajesh  ')).has(kumar.id), 'spaces around do not matter');
  });

  await t.test('one and two characters', async (t) => {
    t.ok((await found(agent, 'R')).has(kumar.id));
    t.ok((await found(agent, 'Ra')).has(kumar.id));
    t.ok((await found(agent, 'प')).has(hindi.id));
    t.ok((await found(agent, 'br')).has(kumar.id), 'the beginning of a word of a message');
    t.same(await found(agent, 'zq'), new Set());
  });

  await t.test('what is special in SQL is an ordinary character', async (t) => {
    t.same(await found(agent, '100%'), new Set([percent.id]));
    t.same(await found(agent, 'Wool_Shop'), new Set([percent.id]));
    t.same(await found(agent, '50% off_s'), new Set([percent.id]));
    t.same(await found(agent, 'R_jesh'), new Set(), '_ stands for itself');
    t.same(await found(agent, 'Raj%mar'), new Set(), '% stands for itself');
    t.same(await found(agent, '%%%'), new Set());
    t.same(await found(agent, '___'), new Set());
    t.same(await found(agent, '_'), new Set([percent.id]));
    t.same(await found(agent, '\\'), new Set([quoted.id]));
    t.same(await found(agent, '\\temp\\'), new Set([quoted.id]));
    t.same(await found(agent, `O'Brien`), new Set([quoted.id]));
    t.same(await found(agent, `"Coco"`), new Set([quoted.id]));
    t.ok((await found(agent, `driver's`)).has(quoted.id));
  });

  await t.test('questions that mean something to a parser are only words', async (t) => {
    const odd = [
      `' or 1=1 --`,
      `'; drop table users; --`,
      '$1',
      ':*',
      '!',
      '& |',
      'a & !b | (c',
      '<->',
      'cake:*',
      `''`,
      '"',
      '\\\\',
      '\\x00',
      '()',
      '[a-z]+',
      '{}',
      '.',
      '-- ',
      '/*',
      '😀',
      '👨‍👩‍👧',
      'e\u0301',
      '\u200d',
      '\ufeff',
      'http://example.com/a?b=c#d',
      'a@b.c',
      '-5.5e10',
    ];
    for (const q of odd) {
      const seen = await found(agent, q);
      t.ok(
        [...seen].every((id) => own.includes(id)),
        `${q}: only the own`,
      );
    }
    t.equal((await found(agent, 'Rajesh')).size, 1, 'all of it is still there');
  });

  await t.test('up to 200 characters, of any kind', async (t) => {
    for (const letter of ['x', 'क', 'की', '🎉', '한', '𠀀', 'a ', '% ', "'", '\\']) {
      const q = [...letter.repeat(200)].slice(0, 200).join('');
      t.ok((await found(agent, q)).size <= 1, letter);
    }
    isError(t, await search(agent, 'x'.repeat(201)), 'VALIDATION', '201');
    isError(t, await search(agent, 'x'.repeat(5000)), 'VALIDATION', '5000');
    isError(t, await search(agent, '\0'), 'VALIDATION', 'NUL');
    isError(t, await search(agent, 'Raj\0esh'), 'VALIDATION', 'NUL within');
  });

  await t.test('no question is the whole list', async (t) => {
    t.same(await found(agent, ''), new Set(own));
    t.same(await found(agent, '   '), new Set(own));
  });

  await t.test('looks at nothing that is not the viewer’s', async (t) => {
    t.same(await found(agent, 'secretword'), new Set(), 'another agent’s message');
    t.same(await found(colleague, 'Rajesh'), new Set([foreign.id]));
    t.same(await found(colleague, 'secretword'), new Set([foreign.id]));
    t.same(await found(admin, 'Rajesh'), new Set([kumar.id, foreign.id]));
    t.same(await found(kumar.customer, 'parcel'), new Set([kumar.id]));
    t.same(await found(kumar.customer, 'secretword'), new Set());
    t.same(await found(hindi.customer, 'Rajesh'), new Set());
    for (const q of ['secretword', 's', 'se']) {
      t.same(await found(await make('Support'), q), new Set(), 'an agent with nothing');
    }
  });

  await t.test('together with a status and in pages', async (t) => {
    await api.as(agent).patch(`chat/conversations/${kumar.id}`, { status: 'resolved' });
    t.same(await found(agent, 'Rajesh', '&status=resolved'), new Set([kumar.id]));
    t.same(await found(agent, 'Rajesh', '&status=open'), new Set());
    const more = await Promise.all(Array.from({ length: 7 }, (_, i) => given(agent, `Lakshmi ${i}`, null, 'needle')));
    for (const q of ['Lakshmi', 'needle', 'La']) {
      const ids: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const path: string = `chat/conversations?limit=3&q=${q}${cursor ? `&cursor=${cursor}` : ''}`;
        const { body }: { body: ConversationsAnswer } = await api.as(agent).get<ConversationsAnswer>(path);
        for (const conversation of body.data) isConversation(t, conversation);
        ids.push(...body.data.map(({ _id }) => _id));
        cursor = body.pagination.nextCursor;
      }
      t.same([...ids].sort(), more.map(({ id }) => id).sort(), q);
    }
  });
});
