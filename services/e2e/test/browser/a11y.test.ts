import { mediaSamples } from '@samvad/infra/testing';
import type { Locator, Page } from 'playwright-core';
import type { Test } from 'tap';
import { DeskScreen } from '../../src/browser/desk-screen.js';
import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { demo, demoPassword, logIn } from '../support/rest.js';
import { upload } from '../support/upload.js';
import { violations } from './support/axe.js';
import { setStage } from './support/stage.js';
import { must, sendText, startTalk } from './support/talks.js';

const { url, test } = await setStage({ api: 1, socket: 1 });

const small = { width: 360, height: 740 };
const large = { width: 1280, height: 800 };

/** By axe: whole pages in light and dark, on a laptop and on a small phone; what opens over them in one of each. */
async function check(t: Test, page: Page, screen: string, isWholePage = true): Promise<void> {
  const looks = [
    ['light', small],
    ['dark', small],
    ['light', large],
    ['dark', large],
  ] as const;
  for (const [colorScheme, size] of isWholePage ? looks : [looks[0], looks[3]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    t.same(await violations(page), [], `${screen}, ${colorScheme}, ${size.width} pixels`);
  }
}

/** A conversation with a message of every kind. */
async function richTalk() {
  const talk = await startTalk(url, 'Gita Reddy', demo.asha, ['Good morning', '🙏', 'See https://example.com/mandi']);
  const { photo, clip, voiceNote, document } = mediaSamples;
  for (const sample of [photo, clip, voiceNote, document]) {
    const media = await upload(url, talk.customer.token, await sample());
    const body = { messageType: media.type, mediaId: media._id, content: media.type === 'image' ? 'The leaves' : '' };
    await must(url, 'POST', `/chat/messages/${talk.id}`, talk.customer, body);
  }
  return talk;
}

const rich = await richTalk();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first();

test('the dashboard meets WCAG 2.2 AA', async (t, visit) => {
  const { page } = await visit({ name: 'Asha' });
  const desk = new DeskScreen(page);
  await page.goto('/');
  await button(page, 'Log in').waitFor();
  await check(t, page, 'log in');
  await desk.logIn(demo.asha, demoPassword);
  await desk.row('Gita Reddy').waitFor();
  await check(t, page, 'no conversation open');

  await desk.open('Gita Reddy');
  await desk.chat.message('contract.pdf').waitFor();
  await check(t, page, 'a conversation with all kinds of media');

  await button(page, 'Emoji').click();
  await page.getByRole('searchbox', { name: 'Search emoji' }).waitFor();
  await check(t, page, 'the emoji picker', false);
  await page.keyboard.press('Escape');

  await button(page, /Assigned to/).click();
  await page.getByRole('dialog', { name: 'Assign the conversation' }).waitFor();
  await check(t, page, 'assigning', false);
  await page.keyboard.press('Escape');

  // Beside the chat it was there already; on a phone it lies over it.
  await page.setViewportSize(small);
  await button(page, 'Customer details').click();
  await page.getByText('First conversation').waitFor();
  await check(t, page, 'the customer panel', false);
  await page.setViewportSize(small);
  await button(page, 'Close customer details').click();
  await page.setViewportSize(large);

  await desk.chat.log.getByRole('button', { name: 'Photo photo.jpg' }).click();
  await page.getByRole('button', { name: 'Close' }).waitFor();
  await check(t, page, 'a photo in full', false);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Close', exact: true }).waitFor({ state: 'detached' });
  await desk.chat.log.focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await check(t, page, 'the shortcuts', false);
  await page.keyboard.press('Escape');

  await desk.chat.log.focus();
  await page.keyboard.press('End');
  await desk.chat.message('contract.pdf').waitFor();
  await desk.chat.type('On my way');
  await sendText(url, await logIn(url, demo.admin), rich.id, 'Already done.');
  await desk.chat.message('Already done.').waitFor();
  await desk.chat.sendButton.click();
  await button(page, 'Keep editing').waitFor();
  await check(t, page, 'a colleague has answered first', false);
  await button(page, 'Keep editing').click();

  await button(page, 'You').click();
  await page.getByRole('dialog', { name: 'Account and settings' }).waitFor();
  await check(t, page, 'the account', false);
  await page.keyboard.press('Escape');

  await page.getByRole('searchbox', { name: 'Search conversations' }).fill('Good morning');
  await desk.row('Gita Reddy').waitFor();
  await check(t, page, 'a search', false);
});

test('the admin’s pages meet WCAG 2.2 AA', async (t, visit) => {
  const { page } = await visit({ name: 'Meera' });
  await new DeskScreen(page).logIn(demo.admin, demoPassword);
  for (const place of ['people', 'conversations', 'load']) {
    await page.goto(`/admin/${place}`);
    await page.getByRole('row').nth(2).waitFor();
    await check(t, page, place);
  }
  await page.goto('/admin/people');
  await button(page, 'New person').click();
  await page.getByRole('dialog', { name: 'New person' }).waitFor();
  await check(t, page, 'a new person', false);
});

test('the messenger meets WCAG 2.2 AA', async (t, visit) => {
  const { page } = await visit({ name: 'Gita', phone: true, ...small });
  const messenger = new MessengerScreen(page);
  await page.goto('/chat');
  await button(page, 'Register').click();
  await page.getByLabel('Name', { exact: true }).waitFor();
  await check(t, page, 'registering');
  await messenger.register('Harsh Pillai', '9600012345', demoPassword);
  await check(t, page, 'the start');
  await button(page, 'Menu').click();
  await button(page, 'Log out').waitFor();
  await check(t, page, 'the menu', false);
  await button(page, 'Log out').click();
  await button(page, 'Log in').waitFor();
  await messenger.logIn(rich.customer.user.phone ?? '', demoPassword);
  await messenger.chat.message('contract.pdf').waitFor();
  await check(t, page, 'the conversation');
});

/** Tab, until it is there. */
async function tabTo(page: Page, place: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await place.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`sixty times Tab do not lead to ${place}`);
}

test('from signing in to an answer by keyboard alone', async (t, visit) => {
  const talk = await startTalk(url, 'Jaya Gill', demo.asha, ['Is the centre open?']);
  const { page } = await visit({ name: 'Asha' });
  const desk = new DeskScreen(page);
  await page.goto('/');
  const phone = page.getByLabel('Phone', { exact: true });
  await phone.waitFor();
  await tabTo(page, phone);
  await page.keyboard.type(demo.asha);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(demoPassword);
  await page.keyboard.press('Enter');
  const row = desk.row('Jaya Gill');
  await row.waitFor();
  await tabTo(page, desk.list.getByRole('link').first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  t.ok(await row.evaluate((element) => element === document.activeElement), 'arrow keys go from row to row');
  await page.keyboard.press('Enter');
  await desk.chat.message('Is the centre open?').waitFor();
  await tabTo(page, desk.chat.box);
  await page.keyboard.type('Yes, until six.');
  await page.keyboard.press('Enter');
  await desk.chat.tick('Yes, until six.', 'Sent').waitFor();
  t.equal(await desk.chat.box.inputValue(), '');
  t.ok(await desk.chat.box.evaluate((element) => element === document.activeElement), 'and the next can be written');
  // The history can be read message by message, and the way out leads back to the row.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await desk.chat.log.waitFor({ state: 'detached' });
  t.ok(await row.evaluate((element) => element === document.activeElement));
  t.equal((await must<{ seq: number }[]>(url, 'GET', `/chat/messages/${talk.id}`, talk.customer)).length, 2);
});
