import { connect } from 'node:net';
import { test } from 'tap';
import { chooseFrontPort, listenAddresses } from '../src/cluster/front-port.js';
import { freePort, isPortFree } from '../src/ports.js';

const taken = { message: /already in use/ };

test('the port of the front is held until it is released, and turns callers away', async (t) => {
  const port = await freePort();
  const held = await chooseFrontPort(['127.0.0.1'], port);
  t.equal(held.port, port);
  t.notOk(await isPortFree(port), 'nobody else gets it');
  await t.rejects(chooseFrontPort(['127.0.0.1'], port), taken);

  const caller = connect(port, '127.0.0.1').resume();
  await new Promise((resolve) => caller.once('close', resolve));
  t.pass('who connects early is not left waiting');

  await held.release();
  await held.release();
  t.ok(await isPortFree(port));
});

const [first = '', second] = listenAddresses('localhost');

test('nothing is held when one of the addresses is taken', { skip: !second }, async (t) => {
  const port = await freePort();
  const held = await chooseFrontPort([second ?? ''], port);
  await t.rejects(chooseFrontPort([first, second ?? ''], port), taken);
  t.ok(await isPortFree(port, first));
  await held.release();
});
