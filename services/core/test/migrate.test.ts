import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '@samvad/infra/testing';
import { test } from 'tap';
import { eventually } from '../src/testing/index.js';

const program = fileURLToPath(new URL('../src/bin/migrate.js', import.meta.url));

interface Running {
  child: ChildProcessByStdio<null, Readable, Readable>;
  said(): string;
  ended: Promise<number | null>;
}

function run(databaseUrl: string, ...args: string[]): Running {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      output += bytes;
    });
  }
  return { child, said: () => output, ended: new Promise((resolve) => child.once('close', resolve)) };
}

test('who waits for the schema goes on when somebody else has brought it up to date, and changes nothing', async (t) => {
  const database = await createTestDatabase({ template: false });
  t.teardown(() => database.drop());
  const waiting = run(database.url, '--wait');
  t.teardown(() => waiting.child.kill('SIGKILL'));
  await eventually(() => waiting.said().includes('waiting: 0001-initial'), 'it says what it waits for', 20_000);
  t.equal(waiting.child.exitCode, null);

  const migrating = run(database.url);
  t.equal(await migrating.ended, 0);
  t.match(migrating.said(), /^applied 0001-initial/, 'the one that waits has applied nothing');
  t.equal(await waiting.ended, 0);
  t.match(waiting.said(), /the schema is up to date\n$/);

  const late = run(database.url, '--wait');
  t.equal(await late.ended, 0);
  t.equal(late.said(), 'the schema is up to date\n');
});

test('who waits for the schema also waits for Postgres', async (t) => {
  const nowhere = run('postgres://samvad:secret@127.0.0.1:1/samvad', '--wait');
  t.teardown(() => nowhere.child.kill('SIGKILL'));
  await eventually(() => nowhere.said().includes('waiting: Postgres'), 'it says that Postgres is away', 20_000);
  t.equal(nowhere.child.exitCode, null);
  t.notMatch(nowhere.said(), /secret/);
});
