import type { ConversationsAnswer, MessagesAnswer } from '@samvad/contract';
import { mediaSamples } from '@samvad/infra/testing';
import type { Locator } from 'playwright-core';
import { DeskScreen } from '../../src/browser/desk-screen.js';
import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { call, demo, demoPassword, logIn } from '../support/rest.js';
import { alertsOf, recordAlerts } from './support/alerts.js';
import { setHidden } from './support/hidden.js';
import { otherNode } from './support/other-node.js';
import { setStage, until } from './support/stage.js';

const { url, cluster, test } = await setStage();

/** Whether the picture is really there, not just its frame. */
const isLoaded = (image: Locator) =>
  image.evaluate((element) => element instanceof HTMLImageElement && element.complete && element.naturalWidth > 0);

test('flows 1 to 7: an agent and a customer in two browsers, on two socket nodes', async (t, visit) => {
  const asha = await visit({ name: 'Asha', permissions: ['notifications'] });
  await recordAlerts(asha.context);
  const rajesh = await visit({ name: 'Rajesh', phone: true, width: 360, height: 740 });
  const desk = new DeskScreen(asha.page);
  const messenger = new MessengerScreen(rajesh.page);

  // Flow 1: the agent signs in and sees the list, in the server's order, with counts, previews and who is there.
  await desk.logIn(demo.asha, demoPassword);
  const agent = await logIn(url, demo.asha);
  const listed = await call<ConversationsAnswer>(url, 'GET', '/chat/conversations?limit=5', { token: agent.token });
  const names = listed.body.data.map(({ user }) => user.name);
  await desk.row('Rajesh Kumar', '3 unread messages', 'I need help with my crops', 'Offline').waitFor();
  const rows = await desk.list.getByRole('listitem').allTextContents();
  t.ok(
    names.every((name, i) => rows[i]?.includes(name)),
    `${rows.slice(0, 5).join(' | ')} in the order of ${names}`,
  );
  t.equal(asha.watch.urls.filter((one) => one.endsWith('/api/v1/users/login')).length, 1);

  // Flow 6: the customer opens the messenger, and the dot turns green; on the other socket node.
  await messenger.logIn(demo.rajesh, demoPassword);
  await desk.row('Rajesh Kumar', 'Online now').waitFor();
  const nodes = await otherNode(asha, rajesh);
  t.same(
    nodes.toSorted(),
    cluster
      .processes()
      .flatMap(({ name, role }) => (role === 'socket' ? [name] : []))
      .toSorted(),
    'one on each node',
  );

  // Flow 5, the agent not in the conversation: notification, sound, badge, preview, and the row is the first.
  await messenger.chat.send('Can you help me with fertilizer?');
  await desk.row('Rajesh Kumar', '4 unread messages', 'Can you help me with fertilizer?').waitFor();
  t.match(await desk.list.getByRole('listitem').first().textContent(), /Rajesh Kumar/);
  await until('a notification', async () => (await alertsOf(asha.page)).notifications.length > 0);
  const { notifications, sounds } = await alertsOf(asha.page);
  t.same(notifications, [{ title: 'New message from Rajesh Kumar', body: 'Can you help me with fertilizer?' }]);
  t.ok(sounds > 0, 'and a sound');
  await until('the count in the title', async () => /^\(\d+\)/.test(await asha.page.title()));

  // Flow 2: the agent opens it: details, history, presence; everything is read, on both sides.
  await desk.open('Rajesh Kumar');
  await asha.page.getByRole('heading', { name: 'Rajesh Kumar' }).first().waitFor();
  await desk.chat.message('Can you help me with fertilizer?').waitFor();
  await until('everything read', async () => !(await desk.isUnread('Rajesh Kumar')));
  await messenger.chat.tick('Can you help me with fertilizer?', 'Read').waitFor();

  // Flow 3: typing is seen, and its end; the text comes at once, and its ticks rise as it is delivered and read.
  await desk.chat.type('How can I');
  await messenger.chat.typing('Asha Verma').waitFor();
  await messenger.chat.typing('Asha Verma').waitFor({ state: 'detached' });
  await rajesh.context.setOffline(true);
  rajesh.watch.tolerateNetworkErrors();
  await desk.chat.box.fill('');
  await desk.chat.send('How can I help you?');
  await desk.chat.tick('How can I help you?', 'Sent').waitFor();
  await setHidden(rajesh.page, true);
  await rajesh.context.setOffline(false);
  await desk.chat.tick('How can I help you?', 'Delivered').waitFor();
  await messenger.chat.message('How can I help you?').waitFor();
  await setHidden(rajesh.page, false);
  await desk.chat.tick('How can I help you?', 'Read').waitFor();
  await messenger.chat.type('It is');
  await desk.chat.typing('Rajesh Kumar').waitFor();
  await messenger.chat.box.fill('');
  await messenger.chat.send('It is about urea.');
  await desk.chat.message('It is about urea.').waitFor();

  // Flow 4: a picture by Attach; on both screens it is there, not just announced.
  const { path } = await mediaSamples.photo();
  await desk.chat.attach(path);
  await desk.chat.sendButton.click();
  for (const chat of [desk.chat, messenger.chat]) {
    const picture = chat.log.getByRole('img', { name: 'Photo photo.jpg' }).last();
    await until('the picture', () => isLoaded(picture));
  }
  const history = await call<MessagesAnswer>(url, 'GET', `/chat/messages/${listed.body.data[0]?._id}?limit=5`, {
    token: agent.token,
  });
  t.equal(history.body.data.filter(({ messageType }) => messageType === 'image').length, 1);

  // Flow 5, the agent in the conversation: no notification, nothing unread, read at once.
  const before = (await alertsOf(asha.page)).notifications.length;
  await messenger.chat.send('Is this urea?');
  await desk.chat.message('Is this urea?').waitFor();
  await messenger.chat.tick('Is this urea?', 'Read').waitFor();
  t.equal((await alertsOf(asha.page)).notifications.length, before);
  t.equal(await desk.isUnread('Rajesh Kumar'), false);

  // Flow 6: the customer closes the messenger.
  await rajesh.page.goto('about:blank');
  await asha.page
    .getByText(/^Last seen/)
    .first()
    .waitFor();

  // Flow 7: back to the list; what comes now is unread again.
  await desk.leave();
  const customer = await logIn(url, demo.rajesh);
  const body = { messageType: 'text', content: 'Thank you, sister' };
  const id = (await call<ConversationsAnswer>(url, 'GET', '/chat/conversations', { token: customer.token })).body
    .data[0]?._id;
  await call(url, 'POST', `/chat/messages/${id}`, { token: customer.token, body });
  await desk.row('Rajesh Kumar', '1 unread message', 'Thank you, sister').waitFor();

  // And she signs out: her browser keeps nothing, the customer sees her gone, and no way through the history shows anything.
  await messenger.page.goto('/chat');
  await messenger.chat.message('Thank you, sister').waitFor();
  await rajesh.page.getByText('Online now').first().waitFor();
  await desk.logOut();
  await asha.page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  await rajesh.page
    .getByText(/^Last seen/)
    .first()
    .waitFor();
  const kept = await asha.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  t.notMatch(kept, /eyJ|refreshToken|Asha|Rajesh/);
  await asha.page.goForward();
  await asha.page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  t.notMatch(await asha.page.locator('body').textContent(), /Rajesh|urea/);
  t.equal((await call(url, 'GET', '/users/me', { token: agent.token })).status, 200, 'another sign-in of hers goes on');
});

test('history loads upward without a jump', async (t, visit) => {
  const { page } = await visit({ name: 'Asha' });
  const desk = await new DeskScreen(page).logIn(demo.asha, demoPassword);
  const agent = await logIn(url, demo.asha);
  const { body } = await call<ConversationsAnswer>(url, 'GET', '/chat/conversations?limit=100', { token: agent.token });
  const longest = body.data.reduce((a, b) => (a.lastSeq > b.lastSeq ? a : b));
  t.ok(longest.lastSeq > 300);
  await desk.open(longest.user.name);
  const { texts, jumps } = await desk.chat.scrollUp('The beginning of the conversation');
  t.equal(texts.length, longest.lastSeq, 'all of it');
  t.same(jumps, [], 'what is before the eyes stays where it is while older messages come');
});
