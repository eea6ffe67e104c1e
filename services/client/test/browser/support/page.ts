/** What runs in the page: a client with everything that browsers have, for tests to call. */
import {
  type ChatClient,
  type ChatClientOptions,
  createChatClient,
  type KeyValueStorage,
  StorageSessionStore,
  shrinkImage,
} from '../../../src/index.js';
import { IndexedDbHistory, IndexedDbOutbox } from '../../../src/outbox/indexed-db.js';

const { localStorage } = globalThis as unknown as { localStorage: KeyValueStorage };

let client: ChatClient;
/** Where storing has failed. */
const failedPlaces: string[] = [];

/** Carries on with the sign-in in `localStorage`. */
async function start(options: Pick<ChatClientOptions, 'url' | 'socketUrl'>): Promise<void> {
  client = createChatClient({
    ...options,
    outbox: new IndexedDbOutbox(),
    history: new IndexedDbHistory(),
    sessionStore: new StorageSessionStore(localStorage),
    onStorageError: (_error, place) => failedPlaces.push(place),
    reconnect: { base: 50, max: 300 },
    timings: { acknowledgement: 1_000, request: 1_500, connect: 1_500, deliveredDelay: 20 },
  });
  await client.auth.restore();
}

const state = () => client.store.getSnapshot();
const theClient = () => client;

const contents = (id: string) => state().open[id]?.messages.map(({ content }) => content) ?? [];

/** A PDF as far as its beginning goes. */
function document(size: number, name: string): File {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i += 1) bytes[i] = (i * 31) & 255;
  bytes.set(new TextEncoder().encode('%PDF-1.7\n'));
  return new File([bytes], name, { type: 'application/pdf' });
}

/** Its clientMessageId. */
const send = (id: string, content: string) => client.send(id, { content }).clientMessageId;
const sendFile = (id: string, size: number, name: string) =>
  client.send(id, { file: { data: document(size, name), type: 'file' } }).clientMessageId;

/** What is on the disk. */
async function kept() {
  const outbox = new IndexedDbOutbox();
  const entries = await outbox.all();
  const files = await Promise.all(entries.map(({ id }) => outbox.file(id)));
  return entries.map((entry, i) => ({ entry, fileSize: files[i]?.size }));
}

async function upload(size: number) {
  const progress: number[] = [];
  const media = await client.upload(document(size, 'deed.pdf'), {
    type: 'file',
    onProgress: (sent) => progress.push(sent),
  });
  return { media, progress };
}

/** A picture of the page's server, made smaller. */
async function shrink(path: string) {
  const response = await fetch(path);
  const original = new File([await response.blob()], 'crop.jpg', { type: 'image/jpeg' });
  const small = await shrinkImage(original);
  const { createImageBitmap } = globalThis as unknown as {
    createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>;
  };
  const { width, height } = await createImageBitmap(small);
  return { width, height, size: small.size, type: small.type, name: small.name, originalSize: original.size, original };
}

/** Sends a picture of the page's server as a person does who has chosen it. */
async function sendPicture(id: string, path: string) {
  const { original } = await shrink(path);
  return client.send(id, { file: { data: original, type: 'image' } }).clientMessageId;
}

const samvad = {
  ...{ start, state, theClient, contents, kept, failedPlaces },
  ...{ send, sendFile, sendPicture, upload, shrink },
};
Object.assign(globalThis, { samvad });
export type Samvad = typeof samvad;
