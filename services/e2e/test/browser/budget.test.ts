import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { DeskScreen } from '../../src/browser/desk-screen.js';
import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { Transfers } from '../../src/browser/transfers.js';
import { demo, demoPassword } from '../support/rest.js';
import { setStage } from './support/stage.js';

/** What the first load of a face may fetch: somebody who has never been here, until they can sign in. */
const firstLoad = 200_000;
/** Whoever is signed in comes with all of it in the browser's cache; this is what it would be with none. */
const withoutCache = 290_000;

const { test } = await setStage({ api: 1, socket: 1 });

async function check(t: Test, path: string, page: Page, most: number, shown: () => Promise<unknown>): Promise<void> {
  const transfers = await Transfers.of(page);
  await page.goto(path);
  await shown();
  const scripts = transfers.scripts();
  let all = 0;
  for (const { url, bytes, encoding } of scripts) {
    const { pathname } = new URL(url);
    if (bytes > 2_000) t.equal(encoding, pathname.startsWith('/_next/static/') ? 'br' : 'gzip', pathname);
    const gzipped = await gzippedBytes(url);
    t.ok(bytes <= gzipped, `${bytes} bytes of ${pathname}, ${gzipped} as gzip`);
    all += gzipped;
  }
  t.ok(scripts.length > 0);
  t.ok(all <= most, `${all} bytes of gzipped JavaScript, ${most} at most`);
}

/** The budget counts what every browser can read. */
async function gzippedBytes(url: string): Promise<number> {
  const { headers } = await fetch(url, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
  return Number(headers.get('content-length'));
}

test('the dashboard, signed out', async (t, visit) => {
  const { page } = await visit({ name: 'an agent' });
  await check(t, '/', page, firstLoad, () => page.getByRole('button', { name: 'Log in', exact: true }).waitFor());
});

test('the dashboard, signed in', async (t, visit) => {
  const before = await visit({ name: 'Asha yesterday' });
  await new DeskScreen(before.page).logIn(demo.asha, demoPassword);
  const asha = await visit({ name: 'Asha', storage: await before.storage() });
  const desk = new DeskScreen(asha.page);
  await check(t, '/', asha.page, withoutCache, () => desk.row('Rajesh Kumar').waitFor());
});

test('the messenger, signed out', async (t, visit) => {
  const { page } = await visit({ name: 'a customer', phone: true, width: 360, height: 740 });
  await check(t, '/chat', page, firstLoad, () => page.getByRole('button', { name: 'Log in', exact: true }).waitFor());
});

test('the messenger, signed in', async (t, visit) => {
  const before = await visit({ name: 'Rajesh yesterday' });
  await new MessengerScreen(before.page).logIn(demo.rajesh, demoPassword);
  const rajesh = await visit({ name: 'Rajesh', phone: true, width: 360, height: 740, storage: await before.storage() });
  const messenger = new MessengerScreen(rajesh.page);
  await check(t, '/chat', rajesh.page, withoutCache, () => messenger.chat.box.waitFor());
});

test('whoever is signed in has the list asked for beside the scripts, and only once', async (t, visit) => {
  const before = await visit({ name: 'Asha yesterday' });
  await new DeskScreen(before.page).logIn(demo.asha, demoPassword);
  const { page, watch } = await visit({ name: 'Asha', storage: await before.storage() });
  watch.tolerateNetworkErrors();
  // A connection asks for it again, to be level: here there is none.
  await page.routeWebSocket(/socket\.io/, () => {});
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/api/v1/chat/conversations') asked.push(request.url());
  });
  const first = page.waitForRequest('**/api/v1/chat/conversations?*');
  await page.route('**/_next/**/*.js', async (route) => {
    await first;
    await route.continue();
  });
  await page.goto('/');
  await new DeskScreen(page).row('Rajesh Kumar').waitFor();
  t.equal(asked.length, 1, asked.join(' '));
});
