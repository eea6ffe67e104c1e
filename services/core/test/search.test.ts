import { test } from 'tap';
import { makeConversation, makePerson, startBackends, testCore } from '../src/testing/index.js';

test('search finds names, subjects and messages, and only what the viewer may see', async (t) => {
  const core = await testCore(t, await startBackends(t));
  const [asha, imran, admin] = await Promise.all([
    makePerson(core, 'Support', 'Asha'),
    makePerson(core, 'Support', 'Imran'),
    makePerson(core, 'Admin', 'Meera'),
  ]);
  const open = async (name: string, agent: typeof asha, subject: string, messages: string[]) => {
    const customer = await makePerson(core, 'User', name);
    const conversationId = await makeConversation(core, customer, agent);
    await core.db.pool.query('update conversations set subject = $2 where id = $1', [conversationId, subject]);
    for (const content of messages)
      await core.sender.send(customer.actor, { conversationId, messageType: 'text', content });
    return customer;
  };
  const rajesh = await open('Rajesh Kumar', asha, 'Yellow stripes 100%', ['My wheat has rust', 'मेरी फसल में कीड़ा लगा है']);
  await open('सुनीता देवी', asha, 'बीज', ['नमस्ते', "it's \\ a test_value"]);
  await open('Mohan Lal', imran, 'Wheat price', ['what is the rate of wheat']);
  const found = async (viewer: typeof asha, q: string) =>
    (await core.conversations.list(viewer.actor, { limit: 20, q })).data.map(({ user }) => user.name).sort();

  t.same(await found(asha, 'raj'), ['Rajesh Kumar'], 'part of a name');
  t.same(await found(asha, 'KUMAR'), ['Rajesh Kumar'], 'in either case');
  t.same(await found(asha, 'stripes'), ['Rajesh Kumar'], 'a subject');
  t.same(await found(asha, 'wheat'), ['Rajesh Kumar'], 'a word in a message');
  t.same(await found(asha, 'whe'), ['Rajesh Kumar'], 'the beginning of a word');
  t.same(await found(asha, 'rust wheat'), ['Rajesh Kumar'], 'all words, in any order');
  t.same(await found(asha, 'फसल'), ['Rajesh Kumar'], 'Hindi');
  t.same(await found(asha, 'सुनीता'), ['सुनीता देवी'], 'a Hindi name');
  t.same(await found(asha, 'बीज'), ['सुनीता देवी'], 'a Hindi subject');
  t.same(await found(asha, 'Mohan'), [], "a colleague's");
  t.same(await found(imran, 'wheat'), ['Mohan Lal']);
  t.same(await found(admin, 'wheat'), ['Mohan Lal', 'Rajesh Kumar']);
  t.same(await found(rajesh, 'wheat'), ['Rajesh Kumar'], 'a customer searches its own');
  t.same(await found(asha, '100%'), ['Rajesh Kumar'], 'special characters stand for themselves');
  t.same(await found(asha, '%%%'), []);
  t.same(await found(asha, 'test_value'), ['सुनीता देवी']);
  t.same(await found(asha, 'Ra'), ['Rajesh Kumar'], 'two letters');
  for (const odd of ["'", '"', '\\', ':*', '& | !', '😀', '()', "' or 1=1 --", 'x'.repeat(200)])
    t.same(await found(admin, odd), [], odd);
});
