/** `npm run admin -- …`: what whoever runs Samvad does by hand. */
import { AppError, roles } from '@samvad/contract';
import { Command, Option } from 'commander';
import { createUser } from '../administration/create-user.js';
import { drainNode } from '../administration/drain-node.js';
import { inspectConversation } from '../administration/inspect-conversation.js';
import { rebuildUnread } from '../administration/rebuild-unread.js';
import { replayWebhooks } from '../administration/replay-webhooks.js';
import { explainRotation, rotateFiles, rotationSteps } from '../administration/rotate-keys.js';
import { readConfig } from '../config.js';
import { type Core, createCore } from '../context.js';
import { readLocalCluster } from '../local-cluster.js';
import { createLog } from '../log.js';

const program = new Command('admin')
  .description('Administration of a Samvad, by the environment that its nodes have')
  .option('--data <dir>', 'of the Samvad that npm start runs on this data folder');

program
  .command('create-user')
  .description('makes an account; its password comes from standard input')
  .requiredOption('--name <name>')
  .requiredOption('--phone <phone>', 'in international form')
  .addOption(new Option('--role <role>').choices([...roles]).makeOptionMandatory())
  .action((options) => withCore(async (core) => createUser(core, options, await standardInput())));

program
  .command('rotate-keys')
  .description('makes a secret for JWT_SECRET, and says how to replace the present one without signing anybody out')
  .option('--files <dir>', 'do one step in a folder that holds jwt-secret and jwt-secret-accepted')
  .addOption(new Option('--step <step>').choices([...rotationSteps]))
  .option('--yes', 'for `forget`, after which the former secret is worth nothing')
  .action(({ files, step, yes }) =>
    answer(async () => {
      const dir = files ?? program.opts<{ data?: string }>().data;
      if (dir === undefined && step === undefined) return explainRotation();
      if (dir === undefined || step === undefined) throw invalid('Say --step, and in which folder: --files DIR');
      if (step === 'forget') must(yes, 'Whoever has not been here since the second step must sign in again');
      return rotateFiles(dir, step);
    }),
  );

program
  .command('drain <node>')
  .description('asks a node, by its NODE_NAME, to close its connections bit by bit and to end, as on SIGTERM')
  .option('--yes')
  .action((node, { yes }) => {
    const consequence = `${node} ends, and its people connect elsewhere`;
    return withCore((core) => drainNode(core, node), { yes, consequence });
  });

program
  .command('rebuild-unread')
  .description('counts unread messages anew from Postgres')
  .option('--phone <phone>', 'of one person')
  .option('--everybody')
  .option('--yes', 'for everybody, which costs Postgres one statement for each 200 people')
  .action(({ yes, ...options }) => {
    const consequence = 'Every cached count is dropped, and Postgres asked for those of everybody';
    return withCore((core) => rebuildUnread(core, options), options.everybody ? { yes, consequence } : undefined);
  });

program
  .command('replay-webhooks [webhook]')
  .description(
    'sends again what a webhook, or each that is switched on, has not accepted; without --yes it only counts',
  )
  .option('--since <time>', 'only what has happened since, such as 2026-01-31T00:00:00Z')
  .addOption(new Option('--status <status>').choices(['failed', 'delivered']).default('failed'))
  .option('--yes')
  .action((webhook, options) => withCore((core) => replayWebhooks(core, { ...options, webhook })));

program
  .command('inspect <conversation>')
  .description('says how far a conversation has been delivered and read, and whether what is cached is right')
  .action((id) => withCore((core) => inspectConversation(core, id)));

await program.parseAsync();

/** `risk`: what is not done unless somebody has said --yes. */
async function withCore(
  work: (core: Core) => Promise<string>,
  risk?: { yes: boolean | undefined; consequence: string },
): Promise<void> {
  await answer(async () => {
    if (risk) must(risk.yes, risk.consequence);
    const { data } = program.opts<{ data?: string }>();
    const config = readConfig(data === undefined ? undefined : readLocalCluster(data).settings);
    const own = { NODE_NAME: 'admin', PG_POOL_SIZE: 2, TRACES_URL: '' };
    const core = await createCore({ ...config, ...own }, createLog('fatal', 'admin'));
    try {
      return await work(core);
    } finally {
      await core.close();
    }
  });
}

/** Prints what is answered, or in one line why there is no answer. */
async function answer(work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    const code = error instanceof AppError ? `${error.code}: ` : '';
    const { message, code: cause } = error as Error & { code?: string };
    console.error(`${code}${message || cause}`);
    process.exitCode = 1;
  }
}

function must(yes: boolean | undefined, consequence: string): void {
  if (!yes) throw invalid(`${consequence}: say --yes`);
}

function invalid(message: string): AppError {
  return new AppError('VALIDATION', { message });
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) console.error('Password, then Enter and Ctrl-D:');
  let text = '';
  for await (const piece of process.stdin) text += piece;
  return text.replace(/\r?\n$/, '');
}
