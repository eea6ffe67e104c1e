import { test } from 'tap';
import type { ChatClient } from '../src/index.js';
import { contents, Desk, isOnline, type Network, until, untilEqual } from './support/desk.js';

const seed = Number(process.env.TEST_SEED ?? 20_251);

/** Mulberry32: the same disturbances for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(`after any disturbance the state is the server's (seed ${seed})`, async (t) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const desk = await Desk.start(t);
  const next = random(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;

  const { customer, agent, id } = await desk.talk();
  const networks = [await desk.network(), await desk.network(), await desk.network()] as const;
  const phone = await desk.device(customer, {}, networks[0]);
  const dashboard = await desk.device(agent, {}, networks[1]);
  const tablet = await desk.device(agent, {}, networks[2]);
  const devices: ChatClient[] = [phone, dashboard, tablet];
  // The third only has it in its list.
  await Promise.all([phone.open(id), dashboard.open(id)]);

  const sent = new Map<ChatClient, string[]>(devices.map((device) => [device, []]));
  const send = (device: ChatClient) => {
    const list = sent.get(device) ?? [];
    const content = `${devices.indexOf(device)}-${list.length}`;
    list.push(content);
    device.send(id, { content });
  };
  const disturb: Record<string, (network: Network) => unknown> = {
    cut: (network) => network.cut(),
    block: (network) => network.block(),
    restore: (network) => network.restore(),
    socketOnly: (network) => network.socket.cut(),
  };
  for (let step = 0; step < 40; step += 1) {
    const network = pick(networks);
    await disturb[pick(['cut', 'block', 'restore', 'restore', 'socketOnly'])]?.(network);
    for (let i = Math.floor(next() * 3); i >= 0; i -= 1) send(pick(devices));
    if (next() < 0.3) void pick(devices).markRead(id);
    // The server goes on for a while: how long is part of the schedule.
    await new Promise((resolve) => setTimeout(resolve, next() * 80));
    if (step === 20) {
      await desk.replaceNode();
      const other = await desk.make('Support');
      await desk.core.updater.update({ userId: other.id, role: 'Admin', sessionId: '' }, id, { status: 'resolved' });
    }
  }
  await Promise.all(networks.map((network) => network.restore()));

  for (const device of devices) {
    const isSettled = ({ outbox }: { outbox: readonly unknown[] }) => outbox.length === 0;
    await until(device, (state) => isOnline(state) && isSettled(state), 'everything being sent', 30_000);
  }
  for (const device of devices) await untilEqual(device, `device ${devices.indexOf(device)}`);

  const shown = contents(phone, id);
  t.same(contents(dashboard, id).slice(-50), shown.slice(-50), 'both show the same');
  const { data } = await phone.rest.messages(id, { limit: 200 });
  const stored = data.map(({ content }) => content);
  for (const [device, list] of sent) {
    const own = stored.filter((content) => content.startsWith(`${devices.indexOf(device)}-`));
    t.same(own, list, 'everything once and in order');
  }
  await phone.markRead(id);
  await dashboard.markRead(id);
  for (const device of devices) {
    await until(device, ({ unreadTotal }) => unreadTotal === 0, 'nothing being unread');
    await untilEqual(device, 'a device that has read');
  }
  t.same(unhandled, []);
  process.off('unhandledRejection', note);
});

test('the check finds what is wrong', async (t) => {
  const desk = await Desk.start(t, { HEAD_CHECK_MS: 60_000 });
  const { customer, agent, id } = await desk.talk();
  const phone = await desk.device(customer);
  await phone.open(id);
  await phone.send(id, { content: 'one' }).stored;
  await untilEqual(phone, 'the phone');
  // Stored, and nobody was told.
  await desk.core.store.store({
    ...{ conversationId: id, senderId: agent.id, role: 'Support', type: 'text', content: 'two' },
    ...{ mediaId: null, clientMessageId: null, unlessAnsweredAfter: null },
  });
  const { isEqual, differences } = await phone.checkState();
  t.notOk(isEqual);
  t.ok(differences.some((one) => one.startsWith(`conversations.${id}.lastSeq: here 1, server 2`)));
  t.ok(differences.some((one) => one.startsWith(`messages.${id}.2:`)));
  t.not(phone.stateHash(), await phone.serverStateHash());
});
