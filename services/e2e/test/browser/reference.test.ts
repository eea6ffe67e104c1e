import { violations } from './support/axe.js';
import { setStage } from './support/stage.js';

const { url, test } = await setStage({ api: 1, socket: 1 });

/** What a writer of clients reads; the stage sees to it that nothing is asked for elsewhere, or refused by the page's own policy. */
for (const [path, heading, sample] of [
  ['/docs', /REST/, 'message.created'],
  ['/docs/socket', /socket/i, 'conversation:join'],
] as const) {
  test(`${path} can be read, on a phone too, and without anything of anybody else`, async (t, visit) => {
    const { page } = await visit({ name: 'a reader' });
    const answer = await page.goto(path);
    t.equal(answer?.status(), 200);
    t.match(answer?.headers()['content-security-policy'], /^default-src 'none'/);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    t.ok((await page.getByText(sample).count()) > 0, `tells of ${sample}`);
    t.equal(await page.locator('script').count(), 0);
    const addresses = await page.evaluate(() =>
      [...document.querySelectorAll('link[href], img[src]')].map(
        (one) => one.getAttribute('href') ?? one.getAttribute('src') ?? '',
      ),
    );
    t.same(
      addresses.filter((one) => /^(https?:)?\/\//.test(one)),
      [],
      'fetches nothing from elsewhere',
    );
    for (const [width, height] of [
      [360, 740],
      [1280, 800],
    ] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        t.same(await violations(page), [], `${colorScheme}, ${width} pixels`);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        t.ok(beyond <= 0, `no scrolling sideways at ${width} pixels: ${beyond}`);
      }
    }
    // What the table of contents leads to is there.
    const dangling = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
        .map((one) => one.hash.slice(1))
        .filter((id) => id !== '' && !document.getElementById(decodeURIComponent(id))),
    );
    t.same(dangling, [], 'every link within the page leads somewhere');
  });
}

test('the documents for programs', async (t) => {
  for (const [name, field, version] of [
    ['openapi', 'openapi', '3.1'],
    ['asyncapi', 'asyncapi', '3.0'],
  ] as const) {
    const answer = await fetch(`${url}/docs/${name}.json`);
    t.equal(answer.status, 200);
    const document = (await answer.json()) as Record<string, unknown>;
    t.ok(String(document[field]).startsWith(version), name);
  }
});
