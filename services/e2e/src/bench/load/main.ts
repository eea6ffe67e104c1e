/** The load generator: a process of its own, told what to do over IPC. It ends with the benchmark. */
import { ChatLoad } from './chat-load.js';
import type { Command, Commands, Reply, Request } from './commands.js';
import { IdleLoad } from './idle-load.js';
import { ReconnectLoad } from './reconnect-load.js';

const chat = new ChatLoad();
const idle = new IdleLoad();
let reconnect: ReconnectLoad | undefined;

const commands: {
  [C in Command]: (ask: Commands[C]['ask']) => Commands[C]['answer'] | Promise<Commands[C]['answer']>;
} = {
  connect: async ({ pairs, perSecond }) => void (await chat.connect(pairs, perSecond)),
  start: ({ rate }) => void chat.start(rate),
  mark: () => chat.mark(),
  stop: ({ patience }) => chat.stop(patience),
  idle: async ({ clients, perSecond }) => void (await idle.connect(clients, perSecond)),
  idleLost: () => idle.lost,
  reconnectReady: async ({ perSecond, ...plan }) => {
    reconnect = new ReconnectLoad(plan);
    await reconnect.connect(perSecond);
    return undefined;
  },
  reconnected: ({ patience }) => {
    if (!reconnect) throw new Error('nobody has connected');
    return reconnect.finished(patience);
  },
};

const reply = (message: Reply) => process.send?.(message);
process.on('message', async ({ id, command, ask }: Request) => {
  try {
    reply({ id, answer: await commands[command](ask as never) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
