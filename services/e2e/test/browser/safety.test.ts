import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import type { ChatScreen } from '../../src/browser/chat-screen.js';
import { DeskScreen } from '../../src/browser/desk-screen.js';
import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { call, demo, demoPassword, logIn } from '../support/rest.js';
import { setStage } from './support/stage.js';
import { startTalk } from './support/talks.js';

const { url, test } = await setStage({ api: 1, socket: 1 });

/** Each would set `window.hacked`, lead away, or break the page for whoever reads it, were it taken for more than text. */
const name = '<img src=x onerror="window.hacked=1"> \u202eevil\u2066';
const texts = {
  markup: '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><svg onload="window.hacked=1">',
  link: 'javascript:window.hacked=1 data:text/html,<script>1</script> [here](javascript:window.hacked=1)',
  entity: '&lt;b&gt; {{constructor.constructor("window.hacked=1")()}} $t(signIn.logIn)',
  turned: 'Pay to \u202e1234 5678\u202c and \u2067not\u2069 elsewhere',
  long: 'x'.repeat(4_000),
  zalgo: `Z${'\u0301\u0316\u0338'.repeat(300)}algo`,
  url: 'See https://example.com/a?b=<script>&c="d" and http://exa\u202emple.com/',
};

/** Of what is shown at the moment. */
async function check(t: Test, page: Page, { log }: ChatScreen): Promise<void> {
  t.equal(await page.evaluate(() => 'hacked' in window), false, 'nothing runs');
  t.equal(await page.locator('img[src="x"], svg[onload], a[href^="javascript:" i], a[href^="data:" i]').count(), 0);
  for (const link of await log.getByRole('link').all()) {
    t.match(await link.getAttribute('href'), /^https?:\/\//);
    t.match(await link.getAttribute('rel'), /noopener|noreferrer/);
  }
  const overhang = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  t.equal(overhang, 0, 'nothing reaches beyond the window');
  const outside = await log.evaluate((log) => {
    const { left, right } = log.getBoundingClientRect();
    const boxes = [...log.querySelectorAll('*')].map((element) => element.getBoundingClientRect());
    return boxes.filter((box) => box.width > 0 && (box.left < left - 1 || box.right > right + 1)).length;
  });
  t.equal(outside, 0, 'nothing reaches beyond the history');
}

test('what people write stays text', async (t, visit) => {
  const talk = await startTalk(url, name, demo.asha, Object.values(texts));
  const asha = await visit({ name: 'Asha' });
  const desk = await new DeskScreen(asha.page).logIn(demo.asha, demoPassword);
  const customer = await visit({ name: 'the customer', phone: true, width: 360, height: 740 });
  const messenger = await new MessengerScreen(customer.page).logIn(talk.customer.user.phone ?? '', demoPassword);

  const row = desk.list.getByRole('listitem').first();
  t.match(await row.textContent(), /<img src=x onerror=/, 'a name is shown as it is');
  await row.click();
  for (const { page, chat } of [
    { page: asha.page, chat: desk.chat },
    { page: customer.page, chat: messenger.chat },
  ]) {
    await chat.scrollDown('See https://example.com/');
    await check(t, page, chat);
    await chat.scrollUp(texts.markup);
    await chat.message(texts.markup).waitFor();
    await check(t, page, chat);
  }
  // The direction that a name has turned does not turn what stands beside it.
  const heading = asha.page.getByRole('heading').filter({ hasText: 'onerror' }).first();
  t.notMatch(await heading.textContent(), /[\u202a-\u202e\u2066-\u2069]/);
});

test('headers and the policy in the pages', async (t) => {
  for (const path of ['/', '/chat', '/c', '/admin/people']) {
    const answer = await fetch(url + path);
    t.equal(answer.status, 200, path);
    const headers = Object.fromEntries(answer.headers);
    t.match(headers, {
      'content-security-policy': /frame-ancestors 'none'/,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    const page = await answer.text();
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    t.match(scripts, /'self'/);
    t.notMatch(scripts, /unsafe-inline|unsafe-eval|unsafe-hashes|https?:|\*|data:|blob:/, 'scripts of ours only');
    t.match(policy, /default-src 'none'/);
    t.match(policy, /base-uri 'none'/);
    t.notMatch(policy, /connect-src [^;]*(https?:|wss?:|\*)/);
    t.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<script'), 'before the first script');
  }
});

test('an inline script that gets in does not run', async (t, visit) => {
  const asha = await visit({ name: 'Asha' });
  asha.watch.tolerate(/Content.Security.Policy|CSP violation/);
  await asha.page.goto('/');
  await asha.page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  const violated = asha.page.waitForEvent('console', (message) => /CSP violation of script-src/.test(message.text()));
  await asha.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 1';
    document.body.append(script);
  });
  await violated;
  t.equal(await asha.page.evaluate(() => 'hacked' in window), false);
});

test('tokens are in no url, in no console and in no history', async (t, visit) => {
  const asha = await visit({ name: 'Asha' });
  const desk = await new DeskScreen(asha.page).logIn(demo.asha, demoPassword);
  await desk.open('Rajesh Kumar');
  const kept = await asha.page.evaluate(() => JSON.stringify({ ...localStorage }));
  const tokens = [...kept.matchAll(/"(?:token|refreshToken)\\?":\\?"([^"\\]+)/g)].map(([, token]) => token ?? '');
  t.equal(tokens.length, 2, 'there is something to look for');
  const { token } = await logIn(url, demo.asha);
  t.equal((await call(url, 'GET', '/users/me', { token })).status, 200);
  const past = await asha.page.evaluate(() => JSON.stringify([window.history.state, location.href]));
  for (const secret of [...tokens, demoPassword, demo.asha]) {
    t.notOk(
      asha.watch.urls.some((one) => decodeURIComponent(one).includes(secret)),
      'urls',
    );
    t.notOk(
      asha.watch.console.some((line) => line.includes(secret)),
      'console',
    );
    t.notOk(past.includes(secret), 'history');
  }
  const cookies = await asha.context.cookies();
  t.same(cookies, [], 'and there are no cookies for another site to ride on');
});
