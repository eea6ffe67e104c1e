import { DeskScreen } from '../../src/browser/desk-screen.js';
import type { Visitor } from '../../src/browser/visitor.js';
import { demo, demoPassword } from '../support/rest.js';
import { setStage } from './support/stage.js';
import { startTalk, stored } from './support/talks.js';

const { url, test } = await setStage({ api: 1, socket: 2 });

/** What tells that a colleague has the conversation open. */
const seenBy = ({ page }: Visitor, name: string) =>
  page.getByText(new RegExp(`${name}\\W* is looking at this conversation`)).first();

test('two agents never answer at once unawares', async (t, visit) => {
  const chitra = await startTalk(url, 'Chitra Das', demo.asha, ['Which seed for late sowing?']);
  const asha = await visit({ name: 'Asha' });
  const meera = await visit({ name: 'Meera, the admin' });
  const ashasDesk = await new DeskScreen(asha.page).logIn(demo.asha, demoPassword);
  const meerasDesk = await new DeskScreen(meera.page).logIn(demo.admin, demoPassword);

  // Who has it open, and who writes.
  await ashasDesk.open('Chitra Das');
  t.equal(await asha.page.getByText(/Meera Iyer/).count(), 0);
  await meerasDesk.open('Chitra Das');
  await seenBy(meera, 'Asha Verma').waitFor();
  await seenBy(asha, 'Meera Iyer').waitFor();
  await meerasDesk.chat.type('The HD 3059 is');
  await asha.page
    .getByText(/Meera Iyer\W* is writing here, too/)
    .first()
    .waitFor();

  // Asha is first. Meera is asked before hers goes out, and keeps it to change it.
  await ashasDesk.chat.send('HD 3059, until Christmas.');
  await meerasDesk.chat.message('HD 3059, until Christmas.').waitFor();
  await meerasDesk.chat.sendButton.click();
  const asked = meera.page.getByRole('dialog').or(meera.page.getByRole('alertdialog'));
  await asked.getByText('HD 3059, until Christmas.').waitFor();
  await asked.getByRole('button', { name: 'Keep editing' }).click();
  await asked.waitFor({ state: 'detached' });
  t.equal(await meerasDesk.chat.box.inputValue(), 'The HD 3059 is');
  t.equal((await stored(url, chitra.customer, chitra.id)).length, 2, 'nothing has gone out');

  // Again, and this time she means it.
  await ashasDesk.chat.send('Or PBW 550.');
  await meerasDesk.chat.message('Or PBW 550.').waitFor();
  await meerasDesk.chat.box.fill('The HD 3059 is fine, I agree.');
  await meerasDesk.chat.sendButton.click();
  await asked.getByRole('button', { name: 'Send anyway' }).click();
  await ashasDesk.chat.message('The HD 3059 is fine, I agree.').waitFor();
  const contents = (await stored(url, chitra.customer, chitra.id)).map(({ content }) => content);
  t.same(contents.slice(1), ['HD 3059, until Christmas.', 'Or PBW 550.', 'The HD 3059 is fine, I agree.']);

  // A customer's own message in between is no reason to ask.
  await meerasDesk.chat.box.fill('Anything else?');
  await chitra.say('Thanks!');
  await meerasDesk.chat.message('Thanks!').waitFor();
  await meerasDesk.chat.sendButton.click();
  await ashasDesk.chat.message('Anything else?').waitFor();

  // Asha's answer is on its way when Meera presses Send: the server refuses hers, and she is asked all the same.
  await meerasDesk.chat.box.fill('I shall send you a list.');
  await meera.context.setOffline(true);
  meera.watch.tolerateNetworkErrors();
  // The refusal, where it comes by REST.
  meera.watch.tolerate(/status of 409 .*chat\/messages/);
  await ashasDesk.chat.send('Here is our list.');
  await meerasDesk.chat.sendButton.click();
  await meera.context.setOffline(false);
  await asked.getByText('Here is our list.').waitFor();
  t.notOk(
    (await stored(url, chitra.customer, chitra.id)).some(({ content }) => content === 'I shall send you a list.'),
  );
  await asked.getByRole('button', { name: 'Send anyway' }).click();
  await ashasDesk.chat.message('I shall send you a list.').waitFor();

  // Meera leaves: Asha is told.
  await meerasDesk.leave();
  await seenBy(asha, 'Meera Iyer').waitFor({ state: 'detached' });
});
