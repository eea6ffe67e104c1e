import { DeskScreen } from '../../src/browser/desk-screen.js';
import { demo, demoPassword } from '../support/rest.js';
import { alertsOf, recordAlerts } from './support/alerts.js';
import { setStage, until } from './support/stage.js';
import { startTalk } from './support/talks.js';

const { url, test } = await setStage({ api: 1, socket: 1 });

test('one person, two tabs: one draft, one reading, one notification', async (t, visit) => {
  const anita = await startTalk(url, 'Anita Rao', demo.asha, ['Good morning', 'Is anybody there?']);
  const bhavesh = await startTalk(url, 'Bhavesh Patil', demo.asha, ['Hello']);
  const asha = await visit({ name: 'Asha', permissions: ['notifications'] });
  await recordAlerts(asha.context);
  const first = await new DeskScreen(asha.page).logIn(demo.asha, demoPassword);
  const secondPage = await asha.tab();
  const second = new DeskScreen(secondPage);
  await secondPage.goto('/');
  await second.row('Anita Rao').waitFor();
  t.equal(await secondPage.getByLabel('Phone', { exact: true }).count(), 0, 'tabs share the sign-in');

  // What is read in one is read in both.
  for (const desk of [first, second]) await desk.row('Anita Rao', '2 unread messages').waitFor();
  await first.open('Anita Rao');
  for (const desk of [first, second]) await until('all read', async () => !(await desk.isUnread('Anita Rao')));

  // A draft is kept for its conversation, and can be gone on with in the other tab.
  await first.chat.box.fill('The doctor comes on Mon');
  await first.open('Bhavesh Patil');
  await until('an empty box', async () => (await first.chat.box.inputValue()) === '');
  await second.open('Anita Rao');
  await until('the draft', async () => (await second.chat.box.inputValue()) === 'The doctor comes on Mon');
  await second.chat.send('The doctor comes on Monday');
  await first.open('Anita Rao');
  await first.chat.message('The doctor comes on Monday').waitFor();
  t.equal(await first.chat.box.inputValue(), '', 'and is gone where it was begun');
  t.same(await first.chat.order(['The doctor comes on Monday']), ['The doctor comes on Monday'], 'once');

  // A message that no tab shows is told once, not by each tab.
  await bhavesh.say('Are you open today?');
  await until('a notification', async () => (await told()).length > 0);
  await bhavesh.say('Or tomorrow?');
  await until('the next one', async () => (await told()).includes('Or tomorrow?'));
  t.same(await told(), ['Are you open today?', 'Or tomorrow?']);

  // One that a tab shows is not told at all; the one after it, of somebody else, is the proof that none came before.
  await anita.say('Thank you');
  await second.chat.message('Thank you').waitFor();
  await bhavesh.say('Hello?');
  await until('a third one', async () => (await told()).length > 2);
  t.same(await told(), ['Are you open today?', 'Hello?', 'Or tomorrow?']);

  // Signing out in one tab ends it in both; the other may ask once more with what is no longer valid.
  asha.watch.tolerate(/status of 401 .*users\/refresh/);
  await first.logOut();
  await secondPage.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  t.notMatch(await secondPage.locator('body').textContent(), /Anita|Bhavesh/);

  /** What both tabs have told, sorted: each keeps its own list. */
  async function told() {
    const both = await Promise.all([asha.page, secondPage].map(alertsOf));
    return both.flatMap(({ notifications }) => notifications.map(({ body }) => body)).toSorted();
  }
});
