import assert from 'node:assert/strict';
import { type Chapter, live } from '../check.js';
import { gives } from '../expect.js';
import type { Wire } from '../rest.js';
import { pause } from '../wait.js';

const of = (userId: string) => (payload: Wire) => payload.userId === userId;
const patience = 20_000;

export const presence: Chapter = {
  name: 'presence',
  about: 'user:online, user:offline, isOnline, lastSeen',
  checks: [
    live('user:online tells those who share a conversation, on the first device only', async (desk) => {
      const { customer, agent } = await desk.freshTalk();
      const dashboard = await desk.device(agent);
      const [phone] = [await desk.device(customer)];
      await dashboard.waitFor('user:online', of(customer.id));
      await desk.device(customer);
      await pause(1_000);
      assert.equal(dashboard.received('user:online').filter(of(customer.id)).length, 1);
      assert.ok(phone.socket.connected);
    }),
    live('user:offline comes after the last device has gone, with lastSeen', async (desk) => {
      const { customer, agent } = await desk.freshTalk();
      const dashboard = await desk.device(agent);
      const [phone, tablet] = [await desk.device(customer), await desk.device(customer)];
      await dashboard.waitFor('user:online', of(customer.id));
      phone.close();
      await pause(4_000);
      assert.deepEqual(dashboard.received('user:offline').filter(of(customer.id)), [], 'one device is left');
      const gone = Date.now();
      tablet.close();
      const { lastSeen } = await dashboard.waitFor('user:offline', of(customer.id), patience);
      const off = Math.abs(Date.parse(lastSeen) - gone);
      assert.ok(off < 15_000, `lastSeen is ${off} ms from when the last device went`);
    }),
    live('who is back within the grace period was never away', async (desk) => {
      const { customer, agent } = await desk.freshTalk();
      const dashboard = await desk.device(agent);
      const phone = await desk.device(customer);
      await dashboard.waitFor('user:online', of(customer.id));
      phone.close();
      await desk.device(customer);
      await pause(5_000);
      assert.deepEqual(dashboard.received('user:offline').filter(of(customer.id)), []);
      assert.equal(dashboard.received('user:online').filter(of(customer.id)).length, 1);
    }),
    live('strangers are not told', async (desk) => {
      const [{ customer, agent }, other] = await Promise.all([desk.freshTalk(), desk.freshTalk()]);
      const [dashboard, strangers] = await Promise.all([desk.device(agent), desk.device(other.agent)]);
      await desk.device(customer);
      await dashboard.waitFor('user:online', of(customer.id));
      await desk.device(other.customer);
      await strangers.waitFor('user:online', of(other.customer.id));
      assert.deepEqual(strangers.received('user:online').filter(of(customer.id)), []);
    }),
    live('profiles say isOnline while a device is connected, and lastSeen afterwards', async (desk) => {
      const { id, customer, agent } = await desk.freshTalk();
      const dashboard = await desk.device(agent);
      const look = async () => (await gives(agent.get(`/chat/conversations/${id}`), 200)).user;
      assert.equal((await look()).isOnline, false);
      const phone = await desk.device(customer);
      await dashboard.waitFor('user:online', of(customer.id));
      assert.equal((await look()).isOnline, true);
      phone.close();
      await dashboard.waitFor('user:offline', of(customer.id), patience);
      const { isOnline, lastSeen } = await look();
      assert.equal(isOnline, false);
      assert.ok(Math.abs(Date.parse(lastSeen) - Date.now()) < 60_000, `lastSeen is ${lastSeen}`);
    }),
  ],
};
