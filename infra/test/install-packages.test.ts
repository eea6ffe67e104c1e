import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { installPackages } from '../src/install-packages.js';
import { temporaryDir } from '../src/testing.js';

test('packages are installed without starting their services', async (t) => {
  const dir = temporaryDir('install').path;
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const policyFile = join(dir, 'policy-rc.d');
  const record = join(dir, 'record');
  const program = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program('sudo', 'while [ "$1" = -n ]; do shift; done\nexec "$@"');
  program(
    'apt-get',
    `echo "$@ policy: $(sh ${policyFile}; echo $?)" >> ${record}\n[ "$1" = update ] || exit $FAKE_STATUS`,
  );
  const before = process.env.PATH;
  process.env.PATH = `${bin}:${before}`;
  t.teardown(() => {
    process.env.PATH = before;
  });
  const packages = { apt: ['nginx', 'redis-server'], brew: [], byHand: 'sudo apt-get install it', policyFile };

  process.env.FAKE_STATUS = '0';
  await installPackages(packages);
  const [update, install] = readFileSync(record, 'utf8').trimEnd().split('\n');
  t.match(update, /^update .*policy: 101$/);
  t.match(install, /^install .*--no-install-recommends .*nginx redis-server policy: 101$/);
  t.notOk(existsSync(policyFile), 'the policy was for that moment only');

  process.env.FAKE_STATUS = '100';
  await t.rejects(installPackages(packages), { message: /run by hand: sudo apt-get install it/ });
  t.notOk(existsSync(policyFile), 'removed after a failure too');

  writeFileSync(policyFile, '#!/bin/sh\nexit 7\n');
  process.env.FAKE_STATUS = '0';
  await installPackages(packages);
  t.match(readFileSync(record, 'utf8').trimEnd(), /policy: 7$/, 'the machine’s own one stays in force');
  t.ok(existsSync(policyFile));
});
