import { MessengerScreen } from '../../src/browser/messenger-screen.js';
import { demo, demoPassword, logIn } from '../support/rest.js';
import { setStage } from './support/stage.js';
import { sendText, startTalk, stored } from './support/talks.js';

const { url, test } = await setStage({ api: 1, socket: 1 });

test('ten minutes without a network, while both write', async (t, visit) => {
  const talk = await startTalk(url, 'Farhan Khan', demo.asha, ['Hello']);
  const farhan = await visit({ name: 'Farhan', phone: true, width: 360, height: 740 });
  farhan.watch.tolerateNetworkErrors();
  // His browser's clock, which can be put forward: all timers with it, as after the phone has slept.
  await farhan.page.clock.install();
  const messenger = await new MessengerScreen(farhan.page).logIn(talk.customer.user.phone ?? '', demoPassword);
  await messenger.chat.send('The last one before');
  await farhan.context.setOffline(true);
  await farhan.page
    .getByText(/You have been offline/)
    .first()
    .waitFor();
  const agent = await logIn(url, demo.asha);
  const theirs = Array.from({ length: 130 }, (_, i) => `From Asha ${String(i).padStart(3, '0')}.`);
  for (const text of theirs) await sendText(url, agent, talk.id, text);
  const own = ['Own first', 'Own second', 'Own third', 'Own fourth', 'Own fifth'];
  for (const text of own) await messenger.chat.send(text);
  t.equal((await stored(url, agent, talk.id)).length, 2 + theirs.length, 'nothing of his has gone out');
  await farhan.page.clock.fastForward('10:00');
  await farhan.context.setOffline(false);
  await messenger.chat.tick('Own fifth', 'Sent').waitFor({ timeout: 30_000 });
  const kept = (await stored(url, agent, talk.id)).map(({ content }) => content);
  t.same(kept, ['Hello', 'The last one before', ...theirs, ...own], 'each once, in order');
  await farhan.page
    .getByText(/You have been offline|Catching up/)
    .first()
    .waitFor({ state: 'hidden' });
  // From the end to the beginning of what was missed: no hole, nothing twice.
  const { texts } = await messenger.chat.scrollUp('The last one before');
  const shown = texts.flatMap((text) => [...theirs, ...own].filter((one) => text.includes(one)));
  t.same(shown, [...theirs, ...own], 'on the screen too');
});
