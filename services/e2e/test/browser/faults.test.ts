import { waitFor } from '@samvad/infra';
import { DeskScreen } from '../../src/browser/desk-screen.js';
import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { demo, demoPassword } from '../support/rest.js';
import { otherNode } from './support/other-node.js';
import { setStage, until } from './support/stage.js';
import { startTalk, stored } from './support/talks.js';

const { url, cluster, test } = await setStage();

const pidOf = (name: string) => cluster.processes().find((one) => one.name === name)?.pid;

/** Kills processes at once, and resolves when each has been replaced. */
async function killAll(names: string[]): Promise<void> {
  const before = new Map(names.map((name) => [name, pidOf(name)]));
  for (const name of names) cluster.kill(name, 'SIGKILL');
  for (const [name, pid] of before) {
    const replaced = () => pidOf(name) !== undefined && pidOf(name) !== pid;
    await waitFor(replaced, { what: `a new ${name}`, timeoutMs: 30_000 });
  }
}

const banner = /No connection to the server|Connecting…|Catching up|You have been offline/;

test('the agent’s socket node is killed while she types', async (t, visit) => {
  const talk = await startTalk(url, 'Deepak Gill', demo.asha, ['Hello']);
  const asha = await visit({ name: 'Asha' });
  const deepak = await visit({ name: 'Deepak', phone: true, width: 360, height: 740 });
  for (const { watch } of [asha, deepak]) watch.tolerateNetworkErrors();
  const desk = await new DeskScreen(asha.page).logIn(demo.asha, demoPassword);
  const messenger = await new MessengerScreen(deepak.page).logIn(talk.customer.user.phone ?? '', demoPassword);
  const [node = ''] = await otherNode(asha, deepak);
  await desk.open('Deepak Gill');
  const sent: string[] = [];
  const say = async (who: typeof desk.chat, text: string) => {
    sent.push(text);
    await who.send(text);
  };
  await say(desk.chat, 'Before the fall');
  await messenger.chat.message('Before the fall').waitFor();

  await desk.chat.type('While it ');
  await messenger.chat.typing('Asha Verma').waitFor();
  cluster.kill(node, 'SIGKILL');
  await desk.chat.type('falls');
  t.equal(await desk.chat.box.inputValue(), 'While it falls', 'what is typed stays');
  sent.push('While it falls');
  await desk.chat.sendButton.click();
  await say(messenger.chat, 'I am still here');
  await messenger.chat.message('While it falls').waitFor();
  await desk.chat.message('I am still here').waitFor();

  // With no socket node at all the banner says so, the rest goes by REST, and the banner goes when it is over.
  const names = ['socket-1', 'socket-2'];
  await until('both nodes', () => names.every(pidOf));
  const banners = [asha, deepak].map(({ page }) => page.getByRole('status').filter({ hasText: banner }));
  for (const one of banners) t.equal(await one.count(), 0, 'no banner while all is well');
  for (const name of names) cluster.kill(name, 'SIGSTOP');
  let hang = true;
  t.teardown(() => hang && killAll(names));
  // Whoever asks for something learns of it by getting no answer.
  await say(desk.chat, 'Into the silence');
  await asha.page.getByRole('status').filter({ hasText: banner }).first().waitFor({ timeout: 30_000 });
  hang = false;
  await killAll(names);
  for (const one of banners) await one.first().waitFor({ state: 'hidden', timeout: 45_000 });
  await say(messenger.chat, 'It is over');
  await desk.chat.message('It is over').waitFor();
  await messenger.chat.message('Into the silence').waitFor();

  const kept = (await stored(url, talk.customer, talk.id)).map(({ content }) => content).slice(1);
  t.same(kept.toSorted(), sent.toSorted(), 'nothing lost, nothing doubled');
  for (const chat of [desk.chat, messenger.chat]) t.same(await chat.order(sent), kept, 'and the same on both screens');
});

test('nodes die while a large file is uploaded', async (t, visit) => {
  const talk = await startTalk(url, 'Esha Menon', demo.asha, ['I shall send you the papers']);
  const esha = await visit({ name: 'Esha', phone: true, width: 360, height: 740 });
  esha.watch.tolerateNetworkErrors();
  const messenger = await new MessengerScreen(esha.page).logIn(talk.customer.user.phone ?? '', demoPassword);
  const devtools = await esha.context.newCDPSession(esha.page);
  const slowly = { offline: false, latency: 10, downloadThroughput: -1, uploadThroughput: 3_000_000 };
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', slowly);
  const buffer = Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.alloc(24_000_000, 'Samvad '),
    Buffer.from('\n%%EOF\n'),
  ]);
  await messenger.chat.attach({ name: 'papers.pdf', mimeType: 'application/pdf', buffer });
  const uploading = esha.page.waitForRequest((request) => request.method() === 'PATCH');
  await messenger.chat.sendButton.click();
  await uploading;
  const progress = messenger.chat.log.getByRole('progressbar');
  await until('a part of it', async () => Number(await progress.getAttribute('aria-valuenow')) > 0);
  await killAll(['api-1']);
  await killAll(['api-2', 'socket-1']);
  await devtools.send('Network.emulateNetworkConditions', { ...slowly, uploadThroughput: -1 });
  await messenger.chat.message('papers.pdf').first().waitFor();
  const files = async () =>
    (await stored(url, talk.customer, talk.id)).filter(({ messageType }) => messageType === 'file');
  await until('the file', async () => (await files()).length > 0, 60_000);
  await messenger.chat.send('That is all of it');
  t.same(
    (await files()).map(({ mediaId }) => [mediaId?.name, mediaId?.size]),
    [['papers.pdf', buffer.length]],
  );
});
