/**
 * A whole session with nothing but the official `socket.io-client`: signs in, joins, sends, receives, survives a lost network, a
 * lost token and a photo. Says what happens, and exits 0 only if all of it was seen.
 *
 *   node session.mjs [http://localhost:8080] [customer's phone] [agent's phone] [password]
 */
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

const [
  url = 'http://localhost:8080',
  customer = '+919800000101',
  agent = '+919800000001',
  password = 'demo-pass-2468',
] = process.argv.slice(2);
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const say = (...words) => console.log(...words);
const giveUp = setTimeout(() => fail('not done after 60 s'), 60_000);
process.on('unhandledRejection', (error) => fail(error));

function fail(why) {
  console.error('FAILED:', why);
  process.exit(1);
}

async function rest(method, path, { token, body, form } = {}) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    body: form ?? (body && JSON.stringify(body)),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${answer.code} ${answer.message}`);
  return answer;
}

/** One device: keeps what a screen would show, and how far it has got. */
class Device {
  messages = new Map(); // by seq: a message that comes twice, by whatever way, is one
  heard = []; // every event, for `waitFor`

  constructor(name, signIn) {
    this.name = name;
    this.signIn = signIn;
    // Asked for before every attempt to connect: the token may have run out while there was no network.
    const auth = (ready) => this.freshToken().then((token) => ready({ token }), fail);
    this.socket = io(url, { auth, transports: ['websocket'], forceNew: true, autoConnect: false });
    this.socket.onAny((event, payload) => this.heard.push({ event, payload }));
    this.socket.on('message:new', (message) => {
      const before = this.lastSeq;
      if (this.keep(message)) this.catchUp(message.conversationId, before).catch(fail);
    });
    this.socket.on('connect_error', (error) => say(`${name}: refused,`, error.data?.code ?? error.message));
  }

  async freshToken() {
    if (Date.now() < (this.goodUntil ?? 0)) return this.signIn.token;
    await this.refresh();
    return this.signIn.token;
  }

  /** A refresh token works once: the new pair replaces the old one before anything else is done. */
  async refresh() {
    this.signIn = await rest('POST', '/users/refresh', { body: { refreshToken: this.signIn.refreshToken } });
    this.goodUntil = Date.now() + (this.signIn.expiresIn - 30) * 1000;
    say(`${this.name}: token refreshed, good for ${this.signIn.expiresIn} s`);
  }

  connect() {
    this.socket.connect();
    return new Promise((resolve) => this.socket.once('connect', resolve));
  }

  async ask(event, payload) {
    const answer = await this.socket.timeout(10_000).emitWithAck(event, payload);
    if (!answer.ok) throw new Error(`${event}: ${answer.error.code} ${answer.error.message}`);
    return answer.data;
  }

  keep(message) {
    const isGap = this.messages.size > 0 && message.seq > this.lastSeq + 1;
    if (!this.messages.has(message.seq)) say(`${this.name}: ${message.seq} ${message.sender.name}: ${message.content}`);
    this.messages.set(message.seq, message);
    return isGap;
  }

  /** Joins first: from then on everything comes by itself. Then fetches what came before that. */
  async join(conversationId) {
    const afterSeq = this.lastSeq;
    const { missed } = await this.ask('conversation:join', { conversationId, afterSeq });
    for (const message of missed) this.keep(message);
    await this.catchUp(conversationId, afterSeq);
  }

  async catchUp(conversationId, afterSeq) {
    const { conversations } = await this.ask('sync', { conversations: { [conversationId]: afterSeq } });
    const { missed, hasMore } = conversations[conversationId];
    for (const message of missed) this.keep(message);
    if (hasMore) await this.catchUp(conversationId, missed.at(-1).seq);
  }

  /** What was lost on the way may still be coming. */
  async whole() {
    for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20)))
      if (this.messages.size === this.lastSeq - Math.min(...this.messages.keys()) + 1) return;
    fail(`${this.name} has a gap: ${[...this.messages.keys()]}`);
  }

  get lastSeq() {
    return Math.max(0, ...this.messages.keys());
  }

  /** The same clientMessageId however often it is tried: the server stores it once. */
  send(conversationId, content, more = {}) {
    return this.ask('message:send', {
      conversationId,
      messageType: 'text',
      content,
      clientMessageId: randomUUID(),
      ...more,
    });
  }

  async waitFor(event, fits = () => true) {
    for (;;) {
      const found = this.heard.find((one) => one.event === event && fits(one.payload));
      if (found) return found.payload;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const logIn = (phone) => rest('POST', '/users/login', { body: { phone, password } });
const phone = new Device('phone', await logIn(customer));
const desk = new Device('desk', await logIn(agent));
say(`signed in: ${phone.signIn.user.name} and ${desk.signIn.user.name}`);
await Promise.all([phone.connect(), desk.connect()]);

const opened = await rest('POST', '/chat/conversations', { token: await phone.freshToken(), body: {} });
const conversationId = opened.data._id;
for (const device of [phone, desk]) {
  const path = `/chat/messages/${conversationId}?limit=20`;
  for (const message of (await rest('GET', path, { token: await device.freshToken() })).data) device.keep(message);
  await device.join(conversationId);
  say(`${device.name}: joined, and has everything up to ${device.lastSeq}`);
}

await phone.ask('typing:start', { conversationId });
say(`desk: ${(await desk.waitFor('typing:user-typing')).userName} is typing`);

const asked = await phone.send(conversationId, 'My wheat has yellow stripes');
await desk.waitFor('message:new', ({ seq }) => seq === asked.seq);
await desk.ask('message:delivered', { conversationId, seq: asked.seq });
await phone.waitFor('message:delivered', ({ upToSeq }) => upToSeq >= asked.seq);
await desk.ask('message:read', { conversationId, messageId: asked._id });
await phone.waitFor('message:read', ({ upToSeq }) => upToSeq >= asked.seq);
say('phone: delivered and read');

const again = { clientMessageId: asked.clientMessageId };
const twin = await phone.send(conversationId, asked.content, again);
if (twin._id !== asked._id) fail('a retry became a second message');

phone.socket.disconnect();
say('phone: no network');
const missed = [];
for (const text of ['Since when?', 'Send me a photo', 'Of one leaf'])
  missed.push(await desk.send(conversationId, text));
await phone.connect();
await phone.join(conversationId);
for (const { seq } of missed) if (!phone.messages.has(seq)) fail(`message ${seq} was missed`);
say('phone: back, nothing is missing');

await phone.refresh();
const { expiresIn } = await phone.ask('auth:refresh', { token: phone.signIn.token });
say(`phone: the living connection knows its new token, ${expiresIn} s`);

const form = new FormData();
form.set('type', 'image');
form.set('file', new Blob([Buffer.from(pixel, 'base64')], { type: 'image/png' }), 'leaf.png');
const [media] = (await rest('POST', '/chat/media', { token: await phone.freshToken(), form })).data;
await phone.send(conversationId, 'This leaf', { messageType: 'image', mediaId: media._id });
const shown = await desk.waitFor('message:new', ({ mediaId }) => mediaId?._id === media._id);
let { url: src } = shown.mediaId;
if (shown.mediaId.status === 'processing')
  src = (await desk.waitFor('media:updated', ({ _id }) => _id === media._id)).url;
if ((await fetch(src)).status !== 200) fail('the photo cannot be shown');
say('desk: the photo is there');

await desk.whole();
for (const device of [phone, desk]) device.socket.disconnect();
clearTimeout(giveUp);
say('everything was seen');
