import { mediaSamples } from '@samvad/infra/testing';
import type { Page } from 'playwright-core';
import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { demo, demoPassword, logIn } from '../support/rest.js';
import { setStage, until } from './support/stage.js';
import { sendText, startTalk, stored } from './support/talks.js';

const { url, test } = await setStage({ api: 1, socket: 1 });
const onAPhone = { phone: true, width: 360, height: 740 };

/** Until the service worker has all that the messenger needs, as its page asks it to when it has nothing better to do. */
function kept(page: Page): Promise<unknown> {
  return until('the messenger kept for offline use', () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === 'activated' && (await caches.match('/chat')) !== undefined;
    }),
  );
}

test('after one visit the messenger opens without a network, and sends when it is back', async (t, visit) => {
  const talk = await startTalk(url, 'Hari Bose', demo.asha, ['How much urea for wheat?']);
  const agent = await logIn(url, demo.asha);
  await sendText(url, agent, talk.id, '45 kg a bag; two per acre.');
  const hari = await visit({ name: 'Hari', ...onAPhone });
  hari.watch.tolerateNetworkErrors();
  const messenger = await new MessengerScreen(hari.page).logIn(talk.customer.user.phone ?? '', demoPassword);
  await messenger.chat.message('two per acre').waitFor();
  await kept(hari.page);

  await hari.context.setOffline(true);
  await hari.page.reload();
  await messenger.chat.message('two per acre').waitFor();
  await messenger.chat.message('How much urea for wheat?').waitFor();
  const texts = ['One bag left', 'Is it enough', 'for one acre', 'or shall I', 'buy another?'];
  for (const text of texts) await messenger.chat.send(text);
  const { path } = await mediaSamples.photo();
  await messenger.chat.attach(path);
  await messenger.chat.sendButton.click();
  await messenger.chat.log.locator('img[src^="blob:"]').last().waitFor();
  // All of it outlives the page, which closes without having sent any.
  await hari.page.reload();
  for (const text of texts) await messenger.chat.message(text).waitFor();
  await messenger.chat.log.locator('img[src^="blob:"]').last().waitFor();
  t.same(await messenger.chat.order(texts), texts);
  t.equal((await stored(url, agent, talk.id)).length, 2);

  await hari.context.setOffline(false);
  await until('all of it sent', async () => (await stored(url, agent, talk.id)).length >= 8, 30_000);
  await messenger.chat.send('That was all');
  const contents = (await stored(url, agent, talk.id)).map(({ messageType, content }) =>
    messageType === 'text' ? content : messageType,
  );
  t.same(contents.slice(2), [...texts, 'image', 'That was all'], 'each once, in order');
});

test('it can be installed', async (t, visit) => {
  const { page, context } = await visit({ name: 'a customer', ...onAPhone });
  await page.goto('/chat');
  await page.getByRole('button').first().waitFor();
  const devtools = await context.newCDPSession(page);
  const manifest = await devtools.send('Page.getAppManifest');
  t.same(manifest.errors, []);
  const said = JSON.parse(manifest.data ?? '{}');
  t.match(said, { name: String, start_url: '/chat', display: 'standalone', theme_color: String });
  await until('nothing in the way', async () => {
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // A window of an incognito kind, such as every test's, is never offered it; all else must be in order.
    return installabilityErrors.every(({ errorId }) => errorId === 'in-incognito');
  });
  for (const icon of said.icons) {
    const answer = await fetch(new URL(icon.src, url));
    t.equal(answer.status, 200, icon.src);
    t.equal(answer.headers.get('content-type'), icon.type);
  }
});

test('a push message becomes a notification, unless the conversation is before their eyes', async (t, visit) => {
  const talk = await startTalk(url, 'Indu Joshi', demo.asha, ['Hello']);
  const indu = await visit({ name: 'Indu', ...onAPhone, permissions: ['notifications'] });
  const messenger = await new MessengerScreen(indu.page).logIn(talk.customer.user.phone ?? '', demoPassword);
  await messenger.chat.message('Hello').waitFor();
  await kept(indu.page);
  const { page } = indu;
  const devtools = await indu.context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const push = (seq: number, conversationId: string, title = 'Asha Verma', body = 'The doctor comes on Monday') => {
    const data = JSON.stringify({ conversationId, seq, title, body, unreadCount: 1 });
    return devtools.send('ServiceWorker.deliverPushMessage', { origin: url, registrationId, data });
  };
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
    });

  // Before their eyes: nothing. The one of another conversation, which comes after it, is the proof.
  await push(2, talk.id);
  await push(1, 'another-conversation', 'Imran \u202eQureshi\nSupport');
  await until('a notification', async () => (await shown()).length > 0);
  const other = { title: 'Imran Qureshi Support', body: 'The doctor comes on Monday', tag: 'another-conversation' };
  t.same(await shown(), [other]);

  // Out of sight: one, that a newer one replaces and an older one, come late, does not.
  indu.watch.tolerate(/favicon/);
  await page.goto('/health');
  await push(5, talk.id, 'Asha Verma', 'Fifth');
  await until('a second one', async () => (await shown()).length === 2);
  await push(6, talk.id, 'Asha Verma', 'Sixth');
  await until('the newer one', async () => (await shown()).some(({ body }) => body === 'Sixth'));
  await push(4, talk.id, 'Asha Verma', 'Fourth');
  await push(2, 'another-conversation', 'Imran Qureshi', 'Marker');
  await until('the marker', async () => (await shown()).some(({ body }) => body === 'Marker'));
  t.same((await shown()).map(({ body }) => body).toSorted(), ['Marker', 'Sixth']);
});
