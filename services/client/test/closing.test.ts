import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import { Desk, signedIn } from './support/desk.js';

const program = fileURLToPath(new URL('./support/short-life.js', import.meta.url));

test('after close nothing keeps the process alive', async (t) => {
  const desk = await Desk.start(t);
  const { customer, id } = await desk.talk();
  const session = await (await signedIn(customer)).load();
  const argument = {
    url: `http://127.0.0.1:${desk.apiPort}`,
    socketUrl: `http://127.0.0.1:${desk.node.port}`,
    session,
    id,
  };
  // Ends by itself, or is killed and rejects.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, JSON.stringify(argument)], {
    timeout: 15_000,
  });
  t.equal(stdout.trim(), '1');
  t.equal(stderr, '', 'nobody complains');
});
