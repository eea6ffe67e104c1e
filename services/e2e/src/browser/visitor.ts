import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { PageWatch } from './page-watch.js';

export interface VisitorOptions {
  /** What failures call it. */
  name: string;
  /** CSS pixels; a laptop's by default. */
  width?: number;
  height?: number;
  /** Of the texts; chosen before the first page is opened. */
  language?: 'en' | 'hi';
  colorScheme?: 'light' | 'dark';
  /** With a touch screen. */
  phone?: boolean;
  permissions?: string[];
  /** What another visitor's `storage` was: a sign-in from before, in a browser with an empty cache. */
  storage?: NonNullable<BrowserContextOptions['storageState']>;
}

/** One person's browser: storage, permissions and tabs of its own, and an eye on everything that goes wrong in it. */
export class Visitor {
  readonly watch: PageWatch;

  private constructor(
    readonly name: string,
    readonly context: BrowserContext,
    /** The first tab. */
    readonly page: Page,
    watch: PageWatch,
  ) {
    this.watch = watch;
  }

  static async arrive(browser: Browser, url: string, options: VisitorOptions): Promise<Visitor> {
    const { name, width = 1280, height = 800, language = 'en', colorScheme = 'light', phone = false } = options;
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width, height },
      colorScheme,
      hasTouch: phone,
      isMobile: phone,
      locale: 'en-IN',
      timezoneId: 'Asia/Kolkata',
      permissions: options.permissions ?? [],
      ...(options.storage ? { storageState: options.storage } : {}),
    });
    context.setDefaultTimeout(15_000);
    const watch = await PageWatch.over(context, url);
    if (language !== 'en') {
      await context.addInitScript((chosen) => {
        // An empty page has no storage.
        if (location.protocol.startsWith('http')) localStorage.setItem('samvad.language', chosen);
      }, language);
    }
    return new Visitor(name, context, await context.newPage(), watch);
  }

  /** Another tab of the same browser. */
  tab(): Promise<Page> {
    return this.context.newPage();
  }

  /** Local storage as it is now. */
  storage() {
    return this.context.storageState();
  }

  /** What there is on every tab, as a screen reader would tell it: for the report of a failure. */
  async describe(): Promise<string> {
    const pages = this.context.pages().map(async (page) => {
      const tree = await page
        .locator('body')
        .ariaSnapshot({ timeout: 2_000 })
        .catch((error) => String(error));
      return `${this.name} at ${page.url()}:\n${tree.slice(0, 6_000)}`;
    });
    return (await Promise.all(pages)).join('\n');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
