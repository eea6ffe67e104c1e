import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';

/** What Chromium's own tools call slow 4G. Bytes per second and ms. */
const slow4g = { offline: false, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8, latency: 150 };

export interface Face {
  name: string;
  path: string;
  /** CSS selector of what one came for. */
  wanted: string;
  storage?: NonNullable<BrowserContextOptions['storageState']>;
}

export interface Arrival {
  /** ms from the navigation's start until what one came for can be seen. */
  shown: number;
  /** The same until the page has nothing more to do, which is when it answers at once. */
  interactive: number;
}

/** Opens a page over slow 4G, the processor slowed down `slowdown` times; then again with what the browser has kept. */
export async function measureArrival(
  browser: Browser,
  url: string,
  face: Face,
  slowdown: number,
): Promise<{ first: Arrival; again: Arrival }> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
    ...(face.storage ? { storageState: face.storage } : {}),
  });
  try {
    const first = await arrive(context, face, slowdown);
    return { first, again: await arrive(context, face, slowdown) };
  } finally {
    await context.close();
  }
}

async function arrive(context: BrowserContext, { path, wanted }: Face, slowdown: number): Promise<Arrival> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', slow4g);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.goto(path, { waitUntil: 'commit' });
  const seen = await page.waitForFunction(
    (selector) => (document.querySelector(selector)?.checkVisibility() ? { at: performance.now() } : undefined),
    wanted,
    { timeout: 60_000 },
  );
  const shown = (await seen.jsonValue())?.at ?? Number.NaN;
  const interactive = await page.evaluate(
    () => new Promise<number>((resolve) => requestIdleCallback(() => resolve(performance.now()))),
  );
  await page.close();
  return { shown, interactive };
}
