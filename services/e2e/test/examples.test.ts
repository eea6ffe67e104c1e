import { fileURLToPath } from 'node:url';
import { requireTool } from '@samvad/infra';
import t, { test } from 'tap';
import { testCluster } from './support/cluster.js';
import { type Fault, faultyProxy } from './support/faulty-proxy.js';
import { runProgram } from './support/run-program.js';

const examples = fileURLToPath(new URL('../../../contract/examples/', import.meta.url));
const cluster = await testCluster(t);

/** Everything that is sent while a client is away stays unsaid. */
const forgetful: Fault = {
  toClient(packet) {
    const [, kind, json] = /^(4[23]\d*)(.+)$/s.exec(packet) ?? [];
    if (!kind || !json?.includes('"missed"')) return [packet];
    return [kind + JSON.stringify(JSON.parse(json), (key, value) => (key === 'missed' ? [] : value))];
  },
};

/** Of what is said while the phone is away, the desk hears nothing either: not one message is lost, but three. */
const lossy: Fault = {
  toClient: (packet) =>
    /^42\["message:new",.*"content":"(Since when\?|Send me a photo|Of one leaf)"/s.test(packet) ? [] : [packet],
};

const clients = {
  'socket.io-client': () => [process.execPath, `${examples}socket.io-client/session.mjs`] as const,
  'python-socketio': () => [requireTool('python-socketio'), `${examples}python/session.py`] as const,
};

for (const [name, client] of Object.entries(clients)) {
  // Elsewhere Python's packages are everyone's own business.
  const skip = name === 'python-socketio' && process.platform !== 'linux' && 'needs Debian’s packages';
  test(`${name} alone carries a whole session`, { skip }, async (t) => {
    const [program, script] = client();
    const { code, output } = await runProgram(program, script, cluster.url);
    t.equal(code, 0, 'exits with 0');
    t.match(output, /desk: the photo is there\neverything was seen\n$/);
  });

  test(`${name} fetches all that a lossy network has kept from it`, { skip }, async (t) => {
    const [program, script] = client();
    const { code, output } = await runProgram(program, script, await faultyProxy(t, cluster.url, lossy));
    t.equal(code, 0, 'exits with 0');
    t.match(output, /desk: \d+ Asha Verma: Of one leaf.*everything was seen\n$/s);
  });

  test(`${name} says so when something was not seen`, { skip }, async (t) => {
    const [program, script] = client();
    const { code, output } = await runProgram(program, script, await faultyProxy(t, cluster.url, forgetful));
    t.not(code, 0);
    t.match(output, /missed/);
    t.notMatch(output, /everything was seen/);
  });
}
