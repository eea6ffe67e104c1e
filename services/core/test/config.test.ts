import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { readConfig } from '../src/config.js';
import { withConfigTable } from '../src/config-table.js';
import { withMetricsTable } from '../src/metrics-table.js';

const enough = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', JWT_SECRET: 'x'.repeat(32) };

test('the README lists every setting as the code has it', async (t) => {
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
  t.equal(readme, withConfigTable(readme), 'npm run docs brings it up to date');
});

test('the table of metrics is as the code has it', async (t) => {
  const document = readFileSync(new URL('../../../../infra/prometheus/README.md', import.meta.url), 'utf8');
  t.equal(document, await withMetricsTable(document), 'npm run docs brings it up to date');
});

test('settings are read once, typed, with defaults', async (t) => {
  const config = readConfig({ ...enough, PORT: '8081', DEMO: '0' });
  t.equal(config.PORT, 8081);
  t.equal(config.DEMO, false);
  t.equal(config.ACCESS_TOKEN_SECONDS, 900);
});

test('a wrong setting is named', async (t) => {
  t.throws(() => readConfig({ ...enough, JWT_SECRET: 'short' }), /JWT_SECRET/);
  t.throws(() => readConfig({ ...enough, PORT: 'many' }), /PORT/);
  t.throws(() => readConfig({ ...enough, NODE_NAME: 'a b' }), /NODE_NAME/);
});

test('a secret may stand in a file', async (t) => {
  const file = join(t.testdir({ secret: `${'s'.repeat(40)}\n` }), 'secret');
  const { JWT_SECRET, ...rest } = enough;
  t.equal(
    readConfig({ ...rest, JWT_SECRET_FILE: file }).JWT_SECRET,
    's'.repeat(40),
    'its last newline is not part of it',
  );
  t.equal(readConfig({ ...rest, JWT_SECRET: '', JWT_SECRET_FILE: file }).JWT_SECRET, 's'.repeat(40));
  t.throws(() => readConfig({ ...enough, JWT_SECRET_FILE: file }), /JWT_SECRET and JWT_SECRET_FILE are both set/);
  t.throws(() => readConfig({ ...rest, JWT_SECRET_FILE: `${file}.gone` }), /JWT_SECRET_FILE: .*no such file/);
});

test('accepted secrets are as long as the one that signs', async (t) => {
  const [one, two] = ['a'.repeat(32), 'b'.repeat(32)];
  t.equal(readConfig({ ...enough, JWT_SECRET_ACCEPTED: `${one},${two}` }).JWT_SECRET_ACCEPTED, `${one},${two}`);
  t.throws(() => readConfig({ ...enough, JWT_SECRET_ACCEPTED: `${one},short` }), /JWT_SECRET_ACCEPTED/);
});

test('a demo relaxes the limits by address, and by nothing else', async (t) => {
  const [strict, demo] = [readConfig({ ...enough, DEMO: '0' }), readConfig({ ...enough, DEMO: '1' })];
  const changed = (Object.keys(strict) as (keyof typeof strict)[]).filter((name) => strict[name] !== demo[name]);
  t.same(changed.sort(), ['DEMO', 'LOGIN_FAILURES_PER_ADDRESS', 'REGISTRATIONS_PER_ADDRESS', 'REQUESTS_PER_MINUTE']);
});
