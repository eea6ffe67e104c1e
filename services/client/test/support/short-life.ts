/** Signs in, sends, closes: the process must end by itself. Prints what was stored. */
import { createChatClient, MemorySessionStore, type Session } from '../../src/index.js';

const { url, socketUrl, session, id } = JSON.parse(process.argv[2] ?? '') as {
  url: string;
  socketUrl: string;
  session: Session;
  id: string;
};
const sessionStore = new MemorySessionStore();
await sessionStore.save(session);
const client = createChatClient({ url, socketUrl, sessionStore });
await client.auth.restore();
await client.open(id);
client.typing(id);
const { seq } = await client.send(id, { content: 'and gone' }).stored;
client.typing(id);
// Never stored: the client is closed before.
client.send(id, { content: 'x'.repeat(100) });
client.close();
console.log(seq);
