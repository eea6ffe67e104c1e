import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { demo, demoPassword } from '../support/rest.js';
import { setStage } from './support/stage.js';
import { startTalk } from './support/talks.js';
import { leftInEnglish, textsOf } from './support/texts.js';

const { url, test } = await setStage({ api: 1, socket: 1 });
const aPhone = { language: 'hi', phone: true, width: 360, height: 740 } as const;

const hindi = textsOf('hi');
const say = (key: string): string => {
  const text = hindi.get(key);
  if (text === undefined) throw new Error(`there is no Hindi text ${key}`);
  return text;
};

/** How far the page reaches beyond its window sideways: then everything has to be scrolled to and fro. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function check(t: Test, page: Page, where: string): Promise<void> {
  t.equal(await page.locator('html').getAttribute('lang'), 'hi');
  t.same(await leftInEnglish(page), [], `${where}: all in Hindi`);
  for (const width of [aPhone.width, 320]) {
    await page.setViewportSize({ width, height: aPhone.height });
    for (const dir of ['ltr', 'rtl']) {
      await page.evaluate((dir) => document.documentElement.setAttribute('dir', dir), dir);
      t.equal(await overhang(page), 0, `${where}: fits ${width} pixels, ${dir}`);
    }
  }
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'));
  await page.setViewportSize({ width: aPhone.width, height: aPhone.height });
}

const field = (page: Page, key: string) =>
  page.locator('input, textarea').and(page.getByLabel(say(key), { exact: true }));
const button = (page: Page, key: string) => page.getByRole('button', { name: say(key), exact: true });
const log = (page: Page) => page.getByRole('log', { name: say('timeline.messages') });

test('a customer registers and writes in Hindi, on a phone', async (t, visit) => {
  const { page } = await visit({ name: 'a customer', ...aPhone });
  await page.goto('/chat');
  await button(page, 'messenger.register.register').click();
  await field(page, 'messenger.register.name').waitFor();
  await check(t, page, 'registering');
  // What is wrong is said in Hindi as well.
  await button(page, 'messenger.register.register').click();
  await page.getByText(say('messenger.register.problem.name')).waitFor();
  await check(t, page, 'a mistake');
  await field(page, 'messenger.register.name').fill('कमला देवी');
  await field(page, 'sign-in.phone').fill(`96${String(process.pid).padStart(8, '0')}`);
  await field(page, 'sign-in.password').fill(demoPassword);
  await button(page, 'messenger.register.register').click();

  await field(page, 'messenger.start.message').waitFor();
  await check(t, page, 'the start');
  await field(page, 'messenger.start.message').fill('मेरे गेहूँ की पत्तियाँ पीली हो रही हैं');
  await button(page, 'messenger.start.send').click();
  await log(page).getByText('मेरे गेहूँ की पत्तियाँ पीली हो रही हैं').waitFor();
  await field(page, 'composer.message').fill('कब आएँ?');
  await button(page, 'composer.send').click();
  await log(page).getByText('कब आएँ?').waitFor();
  await check(t, page, 'the conversation');
  await button(page, 'messenger.header.menu').click();
  await button(page, 'common.logOut').waitFor();
  await check(t, page, 'the menu');
});

test('an agent works in Hindi, on a phone', async (t, visit) => {
  await startTalk(url, 'कमला देवी', demo.asha, ['नमस्ते', 'x'.repeat(300)]);
  const { page } = await visit({ name: 'Asha', ...aPhone });
  await page.goto('/');
  await field(page, 'sign-in.phone').waitFor();
  await check(t, page, 'the sign-in');
  await field(page, 'sign-in.phone').fill(demo.asha);
  await field(page, 'sign-in.password').fill(demoPassword);
  await button(page, 'sign-in.logIn').click();
  const row = page.getByRole('listitem').filter({ hasText: 'कमला देवी' }).first();
  await row.waitFor();
  await check(t, page, 'the list');
  await row.click();
  await log(page).getByText('नमस्ते').waitFor();
  await check(t, page, 'the conversation');
});
