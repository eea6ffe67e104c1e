import assert from 'node:assert/strict';
import { type Chapter, check, live } from '../check.js';
import type { Desk } from '../desk.js';
import { ConnectRefused } from '../device.js';
import { connectByPolling, poll, RawSocket } from '../engine.js';
import { succeeds } from '../expect.js';
import { eventually } from '../wait.js';

/** The code with which a connection is refused. */
async function refusal(desk: Desk, auth: unknown): Promise<string> {
  const outcome = await desk
    .connecting(auth)
    .connected()
    .catch((error) => error);
  assert.ok(
    outcome instanceof ConnectRefused,
    `it was not refused: ${outcome instanceof Error ? outcome.message : ''}`,
  );
  assert.equal(typeof outcome.data?.code, 'string', 'connect_error carries data.code');
  return outcome.data.code;
}

const socketUrl = (desk: Desk) => desk.socketUrls[0] ?? desk.url;

export const connecting: Chapter = {
  name: 'connecting',
  about: 'the handshake, who is let in, transports, Engine.IO',
  checks: [
    check('the handshake is Engine.IO 4: 0{sid, upgrades, pingInterval, pingTimeout, maxPayload}', async (desk) => {
      const { status, packets } = await poll(socketUrl(desk), {});
      assert.equal(status, 200);
      const open = JSON.parse(packets[0]?.slice(1) ?? '{}');
      assert.equal(typeof open.sid, 'string');
      for (const field of ['pingInterval', 'pingTimeout', 'maxPayload']) assert.ok(open[field] > 0, field);
      assert.deepEqual(open.upgrades, ['websocket']);
    }),
    check('40{token} connects: 40{sid}', async (desk) => {
      const { customer } = await desk.talk();
      const { sid, packet } = await connectByPolling(socketUrl(desk), { token: await customer.token() });
      assert.match(packet, /^40\{/);
      assert.equal(typeof JSON.parse(packet.slice(2)).sid, 'string');
      await poll(socketUrl(desk), { sid }, '1');
    }),
    check('a bad token is refused as 44{message, data: {code}}', async (desk) => {
      const { packet } = await connectByPolling(socketUrl(desk), { token: 'x' });
      assert.match(packet, /^44\{/);
      const error = JSON.parse(packet.slice(2));
      assert.equal(error.data.code, 'UNAUTHORIZED');
      assert.equal(typeof error.message, 'string');
    }),
    check('EIO=3 is refused clearly, not left hanging', async (desk) => {
      const { status, text } = await poll(socketUrl(desk), { EIO: '3' });
      assert.equal(status, 400);
      assert.equal(JSON.parse(text).code, 5, 'Engine.IO’s code for an unsupported version');
    }),
    check('a session that is not known is refused, so that clients connect anew', async (desk) => {
      const { status, text } = await poll(socketUrl(desk), { sid: 'nobody' });
      assert.equal(status, 400);
      assert.equal(JSON.parse(text).code, 1, 'Engine.IO’s code for an unknown session');
    }),
    check('no cookie is set or needed', async (desk) => {
      const { headers } = await poll(socketUrl(desk), {});
      assert.deepEqual(headers.getSetCookie(), []);
    }),
    live('auth: { token } connects', async (desk) => {
      const { customer } = await desk.talk();
      assert.ok((await desk.device(customer)).socket.connected);
    }),
    live('other fields in auth do no harm', async (desk) => {
      const { customer } = await desk.talk();
      const auth = { token: await customer.token(), device: { os: 'android' }, version: 7, userId: 'me' };
      assert.ok((await desk.connecting(auth).connected()).socket.connected);
    }),
    live('no token, and what is no token, is UNAUTHORIZED', async (desk) => {
      for (const auth of [{}, { token: '' }, { token: 7 }, { token: 'x' }, { token: { a: 1 } }]) {
        assert.equal(await refusal(desk, auth), 'UNAUTHORIZED', JSON.stringify(auth));
      }
    }),
    live('a refresh token, and a token with another’s claims, is UNAUTHORIZED', async (desk) => {
      const { customer } = await desk.talk();
      const { token, refreshToken } = await customer.signInAgain();
      assert.equal(await refusal(desk, { token: refreshToken }), 'UNAUTHORIZED');
      const [head, body = '', signature] = token.split('.');
      const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), role: 'Admin' };
      const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
      assert.equal(await refusal(desk, { token: `${head}.${forged}.${signature}` }), 'UNAUTHORIZED');
    }),
    live('the token of a sign-in that has ended is UNAUTHORIZED within 5 s', async (desk) => {
      const { customer } = await desk.talk();
      const { token } = await customer.signInAgain();
      await succeeds(desk.call('POST', '/users/logout', { token }), 204);
      const refused = () =>
        desk
          .connecting({ token })
          .connected()
          .then(
            (device) => {
              device.close();
              return false;
            },
            () => true,
          );
      await eventually(refused, 'the refusal', 5_000);
      assert.equal(await refusal(desk, { token }), 'UNAUTHORIZED');
    }),
    check('polling goes over to websocket, and nothing is lost on the way', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const device = desk.connecting({ token: await customer.token() }, { transports: ['polling', 'websocket'] });
      await device.connected();
      await device.join(id);
      const sent = await Promise.all([1, 2, 3].map((i) => agent.say(id, `while it goes over ${i}`)));
      await eventually(async () => device.socket.io.engine.transport.name === 'websocket', 'the upgrade');
      sent.push(await agent.say(id, 'afterwards'));
      for (const { body } of sent) await device.waitFor('message:new', ({ _id }) => _id === body.data._id);
    }),
    live('several connections of one sign-in live beside each other', async (desk) => {
      const { id, customer, agent } = await desk.talk();
      const devices = await Promise.all([1, 2, 3].map(() => desk.device(customer)));
      await Promise.all(devices.map((device) => device.join(id)));
      devices[0]?.close();
      const { body } = await agent.say(id, 'to those who are left');
      for (const device of devices.slice(1)) {
        await device.waitFor('message:new', ({ _id }) => _id === body.data._id);
        assert.ok(device.socket.connected);
      }
    }),
    check('packets that are no Socket.IO end at most their own connection', async (desk) => {
      const { customer } = await desk.talk();
      const bad = [
        '',
        'x',
        '9',
        '4',
        '42',
        '42{}',
        '42[',
        '42[]',
        '42[1]',
        '42["a"',
        '451-["a"]',
        '43',
        '4"',
        '40/other,',
      ];
      for (const packet of [...bad, Buffer.from([1, 2, 3]), '42["sync",'.padEnd(5_000, '[')]) {
        const raw = await RawSocket.connected(socketUrl(desk), { token: await customer.token() });
        raw.send(packet);
        raw.close();
      }
      assert.ok((await desk.device(customer)).socket.connected, 'the server goes on');
    }),
  ],
};
