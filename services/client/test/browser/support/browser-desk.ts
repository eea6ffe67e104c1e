import type { Config } from '@samvad/core';
import type { TestPerson } from '@samvad/core/testing';
import { freePort, requireTool } from '@samvad/infra';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { Desk, type Network, signedIn } from '../../support/desk.js';
import type { Samvad } from './page.js';
import { startPageServer } from './page-server.js';

interface Test {
  teardown(work: () => unknown): void;
}

const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Where a page reaches the nodes. */
export interface Door {
  url: string;
  socketUrl: string;
}

/** The nodes, a server with a page on it, and a real browser. */
export async function startBrowserDesk(t: Test, overrides: Partial<Config> = {}) {
  const port = await freePort();
  const pages = await startPageServer(port);
  t.teardown(() => pages.stop());
  const desk = await Desk.start(t, { ALLOWED_ORIGINS: pages.origin, MEDIA_WAIT_MS: 1, ...overrides });
  const browser: Browser = await chromium.launch({
    executablePath: requireTool('chromium'),
    args: [...quiet, '--disable-component-update', '--disable-sync', '--no-sandbox'],
  });
  t.teardown(() => browser.close());

  const door = ({ api, socket }: Network): Door => ({
    url: `http://127.0.0.1:${api.port}`,
    socketUrl: `http://127.0.0.1:${socket.port}`,
  });
  /** A browser of the person's own: what it keeps ends with it. */
  const browserOf = async (person: TestPerson): Promise<BrowserContext> => {
    const context = await browser.newContext();
    const session = JSON.stringify(await (await signedIn(person)).load());
    await context.addInitScript((text) => {
      const { localStorage } = globalThis as unknown as { localStorage: { setItem(key: string, text: string): void } };
      localStorage.setItem('samvad:session', text);
    }, session);
    return context;
  };
  return { desk, pages, door, browserOf };
}

/** A tab in which the client has started. */
export async function openTab(context: BrowserContext, origin: string, door: Door): Promise<Page> {
  const page = await context.newPage();
  await page.goto(origin);
  await begin(page, door);
  return page;
}

export async function reload(page: Page, door: Door): Promise<void> {
  await page.reload();
  await begin(page, door);
}

async function begin(page: Page, door: Door): Promise<void> {
  await page.waitForFunction('globalThis.samvad !== undefined');
  await page.evaluate((door) => samvad.start(door), door);
}

export const isOnline = (page: Page) =>
  page.waitForFunction(() => samvad.state().connection.status === 'online', undefined, { timeout: 15_000 });

export const isAllSent = (page: Page) =>
  page.waitForFunction(() => samvad.state().outbox.length === 0, undefined, { timeout: 20_000 });

declare global {
  /** In the page: see `page.ts`. */
  const samvad: Samvad;
}
