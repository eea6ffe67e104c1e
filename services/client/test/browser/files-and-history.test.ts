import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mediaSamples } from '@samvad/infra/testing';
import { test } from 'tap';
import { until } from '../support/desk.js';
import { isAllSent, isOnline, openTab, reload, startBrowserDesk } from './support/browser-desk.js';

/** The same picture, with the note that a phone makes of how it was held: 6 is a quarter turn to the right. */
function held(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  // One entry: Orientation, a short.
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), marker, exif, jpeg.subarray(2)]);
}

test('files and history in a browser', async (t) => {
  const { desk, pages, door, browserOf } = await startBrowserDesk(t);

  await t.test('a large photo is made smaller, the right way up', async (t) => {
    const { customer, id } = await desk.talk();
    const [large, small] = [await mediaSamples.largePhoto(), await mediaSamples.photo()];
    const path = join(t.testdir(), 'held.jpg');
    writeFileSync(path, held(readFileSync(large.path), 6));
    pages.serve('/held.jpg', path);
    pages.serve('/small.jpg', small.path);
    const network = await desk.network();
    const browser = await browserOf(customer);
    const page = await openTab(browser, pages.origin, door(network));
    const shrunk = await page.evaluate(() => samvad.shrink('/held.jpg'));
    t.match(shrunk, { width: 1200, height: 1600, type: 'image/jpeg', name: 'crop.jpg' });
    t.ok(shrunk.size < shrunk.originalSize / 3, `${shrunk.size} of ${shrunk.originalSize}`);
    const same = await page.evaluate(() => samvad.shrink('/small.jpg'));
    t.equal(same.size, same.originalSize, 'what is small enough stays as it is');

    const sizes = await page.evaluateHandle(() => {
      const seen = new Set<number>();
      samvad.theClient().store.subscribe(({ outbox }) => {
        const size = outbox[0]?.file?.size;
        if (size) seen.add(size);
      });
      return seen;
    });
    await isOnline(page);
    await page.evaluate((id) => samvad.sendPicture(id, '/held.jpg'), id);
    await isAllSent(page);
    const [before, after] = await sizes.evaluate((seen) => [...seen]);
    t.equal(before, shrunk.originalSize, 'shown at once as it was chosen');
    t.ok((after ?? 0) < (before ?? 0) / 3, 'sent smaller');
    const { data } = await page.evaluate((id) => samvad.theClient().rest.messages(id), id);
    t.match(data, [{ messageType: 'image', mediaId: { name: 'crop.jpg', type: 'image' } }]);
    await browser.close();
  });

  await t.test('progress within a request, by either way of uploading', async (t) => {
    const { customer } = await desk.talk();
    const network = await desk.network();
    const browser = await browserOf(customer);
    const page = await openTab(browser, pages.origin, door(network));
    // A network slow enough for more than one word of progress.
    network.api.delay(20);
    for (const size of [900_000, 9_000_000]) {
      const { media, progress } = await page.evaluate((size) => samvad.upload(size), size);
      t.equal(media.size, size);
      t.same(
        progress,
        [...progress].sort((a, b) => a - b),
        'it never falls',
      );
      t.equal(progress.at(-1), size);
      // What fits into the buffers on the way has left at once.
      t.ok(progress.length > (size > 1_000_000 ? 3 : 1), `${progress.length} words of progress`);
    }
    await browser.close();
  });

  await t.test('what was shown last is shown without a network', async (t) => {
    const { customer, agent, id } = await desk.talk();
    const network = await desk.network();
    const browser = await browserOf(customer);
    const page = await openTab(browser, pages.origin, door(network));
    await isOnline(page);
    await page.evaluate((id) => samvad.theClient().open(id), id);
    for (const content of ['one', 'two']) await page.evaluate((a) => samvad.send(...a), [id, content] as const);
    await isAllSent(page);
    // Closing keeps what is not kept yet.
    await page.evaluate(() => samvad.theClient().close());
    await network.cut();
    const dashboard = await desk.device(agent);
    await dashboard.open(id);
    await dashboard.send(id, { content: 'three' }).stored;
    await until(dashboard, ({ open }) => open[id]?.messages.length === 3, 'all three');

    const shown = async () => {
      await page.evaluate((id) => samvad.theClient().open(id), id);
      return page.evaluate((id) => samvad.contents(id), id);
    };
    await reload(page, door(network));
    const { ready, connection } = await page.evaluate(() => samvad.state());
    t.equal(ready, true);
    t.ok(['offline', 'connecting'].includes(connection.status), connection.status);
    t.same(await shown(), ['one', 'two']);
    await network.restore();
    await isOnline(page);
    t.same(await shown(), ['one', 'two', 'three']);
    t.same((await page.evaluate(() => samvad.theClient().checkState())).differences, []);

    await page.evaluate(() => samvad.theClient().auth.logout());
    const left = await page.evaluate(async () => {
      const { indexedDB } = globalThis as unknown as { indexedDB: { open(name: string): never } };
      return new Promise<number>((resolve) => {
        const request = indexedDB.open('samvad-history') as {
          onsuccess?: () => void;
          result: {
            transaction(n: string[]): {
              objectStore(n: string): { count(): { onsuccess?: () => void; result: number } };
            };
          };
        };
        request.onsuccess = () => {
          const count = request.result.transaction(['timelines']).objectStore('timelines').count();
          count.onsuccess = () => resolve(count.result);
        };
      });
    });
    t.equal(left, 0, 'signing out leaves nothing');
    await browser.close();
  });
});
