/** `npm run admin -- …`: what whoever runs Samvad does by hand. */
import { AppError, roles } from '@samvad/contract';
import { Command, Option } from 'commander';
import { createUser } from '../administration/create-user.js';
import { forgetUnread } from '../administration/forget-unread.js';
import { inspectConversation } from '../administration/inspect-conversation.js';
import { newSecret } from '../administration/new-secret.js';
import { replayWebhooks } from '../administration/replay-webhooks.js';
import { readConfig } from '../config.js';
import type { Core } from '../context.js';
import { createCore } from '../context.js';
import { createLog } from '../log.js';

const program = new Command('admin').description('Administration of a Samvad, by the environment that its nodes have');

program
  .command('create-user')
  .description('makes an account; its password comes from standard input')
  .requiredOption('--name <name>')
  .requiredOption('--phone <phone>', 'in international form')
  .addOption(new Option('--role <role>').choices([...roles]).makeOptionMandatory())
  .action((options) => withCore(async (core) => createUser(core, options, await standardInput())));

program
  .command('new-secret')
  .description('makes a secret for JWT_SECRET, and says how to replace the present one without signing anybody out')
  .action(() => console.log(newSecret()));

program
  .command('forget-unread')
  .description('drops cached unread counts, which are then counted again from Postgres')
  .option('--phone <phone>', 'of one person')
  .option('--everybody')
  .action((options) => withCore((core) => forgetUnread(core, options)));

program
  .command('inspect <conversation>')
  .description('says how far a conversation has been delivered and read, and whether what is cached is right')
  .action((id) => withCore((core) => inspectConversation(core, id)));

program
  .command('replay-webhooks <webhook>')
  .description('sends what its receiver has missed again')
  .option('--since <time>', 'only what happened then or later, in ISO 8601')
  .addOption(new Option('--status <status>', 'only these').choices(['failed', 'delivered']).default('failed'))
  .action((id, options) => withCore((core) => replayWebhooks(core, id, options)));

await program.parseAsync();

/** Prints what is answered, or in one line why there is no answer. */
async function withCore(work: (core: Core) => Promise<string>): Promise<void> {
  let core: Core | undefined;
  try {
    const config = readConfig();
    core = await createCore({ ...config, PG_POOL_SIZE: 2 }, createLog('fatal', 'admin'));
    console.log(await work(core));
  } catch (error) {
    const code = error instanceof AppError ? `${error.code}: ` : '';
    console.error(`${code}${(error as Error).message}`);
    process.exitCode = 1;
  } finally {
    await core?.close();
  }
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) console.error('Password, then Enter and Ctrl-D:');
  let text = '';
  for await (const piece of process.stdin) text += piece;
  return text.replace(/\r?\n$/, '');
}
