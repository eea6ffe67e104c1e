/** The examples of the README, so that they are compiled: `readme.test.ts` compares the two. Not run. */
import {
  type ChatClient,
  createChatClient,
  type KeyValueStorage,
  StorageSessionStore,
  shrinkImage,
} from '../src/index.js';
import { IndexedDbHistory, IndexedDbOutbox } from '../src/outbox/indexed-db.js';

declare const localStorage: KeyValueStorage;

export async function firstConversation() {
  const client = createChatClient({ url: 'https://chat.example.com' });
  await client.auth.login({ phone: '+919800000101', password: 'demo-pass-2468' });
  const { _id: id } = await client.startConversation({ subject: 'Wheat' });
  await client.open(id);
  client.store.subscribe(({ open }) => {
    for (const { sender, content, state } of open[id]?.messages ?? []) console.log(sender.name, content, state);
  });
  client.send(id, { content: 'My crop has yellow leaves' });
}

export async function signIn() {
  const client = createChatClient({
    url: 'https://chat.example.com',
    sessionStore: new StorageSessionStore(localStorage),
  });
  const person = await client.auth.restore();
  if (!person) await client.auth.login({ phone: '+919800000101', password: 'demo-pass-2468' });
}

export function state(client: ChatClient) {
  client.store.subscribe(({ unreadTotal }) => console.log(unreadTotal));
  const stop = client.store.select(
    ({ connection }) => connection.status,
    (status) => console.log(status),
  );
  stop();
}

export async function conversations(client: ChatClient, id: string) {
  await client.open(id);
  await client.loadOlder(id);
  await client.markRead(id);
  client.typing(id);
  client.leave(id);
}

export async function sending(client: ChatClient, id: string) {
  const { clientMessageId, stored } = client.send(id, { content: 'Since Monday' });
  const message = await stored.catch(() => undefined);
  if (!message) client.retry(clientMessageId);
}

export function outbox() {
  const client = createChatClient({ url: 'https://chat.example.com', outbox: new IndexedDbOutbox() });
  return client;
}

export function history() {
  const client = createChatClient({
    url: 'https://chat.example.com',
    history: new IndexedDbHistory(),
    onStorageError: (error, place) => console.warn(place, error),
  });
  return client;
}

export function answering(client: ChatClient, id: string, seq: number) {
  const { clientMessageId, stored } = client.send(id, { content: 'Twelve rupees', unlessAnsweredAfter: seq });
  stored.catch(({ code }) => {
    if (code === 'ALREADY_ANSWERED') client.retry(clientMessageId, { anyway: true });
  });
}

export function sendingFiles(client: ChatClient, id: string, file: File) {
  const { clientMessageId } = client.send(id, { content: 'The leaves', file: { data: file, type: 'image' } });
  const picture = client.fileOf(clientMessageId);
  if (picture) console.log(URL.createObjectURL(picture));
}

export async function files(client: ChatClient, id: string, file: File) {
  const control = new AbortController();
  const media = await client.upload(await shrinkImage(file), {
    type: 'image',
    onProgress: (sent, total) => console.log(sent / total),
    signal: control.signal,
  });
  client.send(id, { content: 'The leaves', media });
}

export async function rest(client: ChatClient, id: string) {
  const { data, pagination } = await client.rest.conversations({ status: 'open', q: 'wheat', limit: 20 });
  console.log(data.length, pagination.hasMore);
  await client.rest.updateConversation(id, { status: 'resolved' });
}

export async function check(client: ChatClient) {
  const { isEqual, differences } = await client.checkState();
  if (!isEqual) console.warn(differences);
}
