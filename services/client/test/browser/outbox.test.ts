import { eventually } from '@samvad/core/testing';
import { test } from 'tap';
import { isAllSent, isOnline, openTab, reload, startBrowserDesk } from './support/browser-desk.js';

test('the outbox in a browser', async (t) => {
  const { desk, pages, door, browserOf } = await startBrowserDesk(t);
  const stored = async (id: string) => (await desk.core.history.after(id, 0)).map((one) => one.content);

  await t.test('what waits survives a reload, with its file', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const browser = await browserOf(customer);
    const page = await openTab(browser, pages.origin, door(network));
    await isOnline(page);
    await network.cut();
    await page.evaluate((id) => samvad.send(id, 'one'), id);
    const file = await page.evaluate((id) => samvad.sendFile(id, 3_000_000, 'deed.pdf'), id);
    await page.evaluate((id) => samvad.send(id, 'three'), id);
    const kept = () => page.evaluate(() => samvad.kept());
    await eventually(async () => (await kept()).length === 3, 'all being kept');
    t.same((await kept()).map(({ fileSize }) => fileSize ?? 0).sort(), [0, 0, 3_000_000]);

    await reload(page, door(network));
    await page.waitForFunction(() => samvad.state().outbox.length === 3);
    t.equal(await page.evaluate((id) => samvad.theClient().fileOf(id)?.size, file), 3_000_000, 'it can be shown');
    t.match(await page.evaluate(() => samvad.state().outbox[1]), {
      upload: { progress: 0 },
      file: { name: 'deed.pdf' },
    });
    await network.restore();
    await isAllSent(page);
    const messages = await page.evaluate((id) => samvad.theClient().rest.messages(id), id);
    t.match(messages.data, [{ content: 'one' }, { mediaId: { size: 3_000_000 } }, { content: 'three' }]);
    t.equal(messages.data.length, 3);
    await eventually(async () => (await kept()).length === 0, 'nothing being left');
    await browser.close();
  });

  await t.test('a reload in the middle of an upload goes on with it', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const browser = await browserOf(customer);
    const page = await openTab(browser, pages.origin, door(network));
    await isOnline(page);
    await page.evaluate((id) => samvad.sendFile(id, 12_000_000, 'long.pdf'), id);
    await page.waitForFunction(() => (samvad.state().outbox[0]?.upload?.progress ?? 0) >= 0.35);
    await network.cut();
    const uploadId = await page.evaluate(() => samvad.state().outbox[0]?.file?.uploadId);
    t.ok(uploadId);
    await eventually(
      async () => (await page.evaluate(() => samvad.kept()))[0]?.entry.file?.uploadId === uploadId,
      'it being kept',
    );
    await reload(page, door(network));
    await network.restore();
    await isAllSent(page);
    const { data } = await page.evaluate((id) => samvad.theClient().rest.messages(id), id);
    t.match(data, [{ mediaId: { _id: uploadId, size: 12_000_000 } }]);
    t.equal(data.length, 1);
    await browser.close();
  });

  await t.test('two tabs: both show, one sends, in order and nothing twice', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const browser = await browserOf(customer);
    const tabs = [
      await openTab(browser, pages.origin, door(network)),
      await openTab(browser, pages.origin, door(network)),
    ] as const;
    for (const tab of tabs) {
      await isOnline(tab);
      await tab.evaluate((id) => samvad.theClient().open(id), id);
    }
    const locks = await tabs[0].evaluate(async () => {
      const { navigator } = globalThis as unknown as {
        navigator: { locks: { query(): Promise<{ held: unknown[]; pending: unknown[] }> } };
      };
      const { held, pending } = await navigator.locks.query();
      return [held.length, pending.length];
    });
    t.same(locks, [1, 1], 'one leads, the other is next');

    await network.cut();
    const sent: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      for (const [n, tab] of tabs.entries()) {
        const content = `${i} of tab ${n}`;
        await tab.evaluate(([id, content]) => samvad.send(id, content), [id, content] as const);
        sent.push(content);
      }
    }
    for (const tab of tabs) {
      await tab.waitForFunction((id) => samvad.contents(id).length === 20, id);
      t.same(await tab.evaluate((id) => samvad.contents(id), id), sent, 'both show all');
    }
    await network.restore();
    for (const tab of tabs) await isAllSent(tab);
    t.same(await stored(id), sent);
    for (const tab of tabs) {
      await tab.waitForFunction((id) => samvad.contents(id).length === 20, id);
      t.same(await tab.evaluate((id) => samvad.contents(id), id), sent);
    }

    // What the one that does not lead discards is not sent by the other.
    await network.cut();
    const gone = await tabs[0].evaluate((id) => samvad.sendFile(id, 2_000_000, 'gone.pdf'), id);
    await tabs[1].waitForFunction((gone) => samvad.state().outbox.some((one) => one.id === gone), gone);
    const entry = await tabs[1].evaluate((gone) => samvad.state().outbox.find((one) => one.id === gone), gone);
    await tabs[1].evaluate((gone) => samvad.theClient().discard(gone), gone);
    await isAllSent(tabs[0]);
    // Nor does it come back by what the leading tab has said of it before it knew, and that comes now.
    await tabs[0].evaluate((entry) => {
      const channel = new BroadcastChannel(`samvad:samvad:${entry?.senderId}`);
      channel.postMessage({ kind: 'put', entry });
      channel.close();
    }, entry);

    const rest = ['a', 'b', 'c', 'd'];
    for (const [i, content] of rest.entries()) {
      await tabs[i % 2 ? 1 : 0].evaluate(([id, content]) => samvad.send(id, content), [id, content] as const);
    }
    await tabs[1].waitForFunction(() => samvad.state().outbox.length === 4);
    await tabs[0].close();
    await network.restore();
    await isAllSent(tabs[1]);
    t.same(await stored(id), [...sent, ...rest], 'the other goes on with all of it');
    await browser.close();
  });

  await t.test('where nothing can be kept', async (t) => {
    const { customer, id } = await desk.talk();
    const network = await desk.network();
    const browser = await browserOf(customer);
    await browser.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('not in a private window', 'SecurityError');
      };
      const { IDBFactory } = globalThis as unknown as { IDBFactory: { prototype: { open: unknown } } };
      IDBFactory.prototype.open = refuse;
    });
    const page = await openTab(browser, pages.origin, door(network));
    await isOnline(page);
    await page.evaluate((id) => samvad.sendFile(id, 2_000, 'small.pdf'), id);
    await page.evaluate((id) => samvad.send(id, 'two'), id);
    await isAllSent(page);
    t.same(await stored(id), ['', 'two']);
    const failed = await page.evaluate(() => samvad.failedPlaces);
    t.same([...new Set(failed)].sort(), ['history', 'outbox'], 'it is told');
    await browser.close();
  });
});
