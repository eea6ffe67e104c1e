import { createTestDatabase } from '@samvad/infra/testing';
import { sql } from 'kysely';
import pg from 'pg';
import { type Test, test } from 'tap';
import { runMigrations, type SchemaChange } from '../src/db/run-migrations.js';
import { eventually } from '../src/testing/index.js';

const first: SchemaChange = { up: (db) => sql`create table things (id integer primary key)`.execute(db).then() };
const second: SchemaChange = { up: (db) => sql`alter table things add column name text`.execute(db).then() };
const third: SchemaChange = {
  inTransaction: false,
  up: async (db) => {
    await sql`drop index concurrently if exists things_by_name`.execute(db);
    await sql`create index concurrently things_by_name on things (name)`.execute(db);
  },
};

async function emptyDatabase(t: Test) {
  const database = await createTestDatabase({ template: false });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.teardown(async () => {
    await client.end();
    await database.drop();
  });
  return { url: database.url, client };
}

test('an older release leaves the schema of a newer one as it is', async (t) => {
  const { url } = await emptyDatabase(t);
  t.same(await runMigrations(url, { '1-first': first, '2-second': second }), ['1-first', '2-second']);
  t.same(await runMigrations(url, { '1-first': first }), []);
  t.same(await runMigrations(url, { '1-first': first, '2-second': second, '3-third': third }), ['3-third']);
});

test('a schema of another origin is refused', async (t) => {
  const { url } = await emptyDatabase(t);
  await runMigrations(url, { '1-first': first, '1-other': second });
  const refusal = { message: 'The schema has 1-other, which is neither of this release nor of a later one' };
  await t.rejects(runMigrations(url, { '1-first': first, '2-second': second }), refusal);
});

test('what can be done in no transaction', async (t) => {
  const { url, client } = await emptyDatabase(t);
  const valid = () =>
    client.query("select indisvalid from pg_index where indexrelid = 'things_by_name'::regclass").then((a) => a.rows);
  await runMigrations(url, { '1-first': first, '2-second': second });
  // As one that was ended in the middle leaves it.
  await client.query('create index things_by_name on things (name)');
  await client.query("update pg_index set indisvalid = false where indexrelid = 'things_by_name'::regclass");
  await runMigrations(url, { '1-first': first, '2-second': second, '3-third': third });
  t.same(await valid(), [{ indisvalid: true }]);
});

test('many at once do everything once', async (t) => {
  const { url } = await emptyDatabase(t);
  const all = { '1-first': first, '2-second': second, '3-third': third };
  const done = await Promise.all(Array.from({ length: 5 }, () => runMigrations(url, all)));
  t.same(done.flat().sort(), ['1-first', '2-second', '3-third']);
});

test('a change that fails is told, and those before it stay', async (t) => {
  const { url } = await emptyDatabase(t);
  const broken: SchemaChange = { up: (db) => sql`alter table nothing add column name text`.execute(db).then() };
  await t.rejects(runMigrations(url, { '1-first': first, '2-broken': broken }), { code: '42P01' });
  t.same(await runMigrations(url, { '1-first': first, '2-second': second }), ['2-second']);
});

test('a change that gets no lock makes way, and comes again', async (t) => {
  const { url, client } = await emptyDatabase(t);
  await runMigrations(url, { '1-first': first });
  const reader = new pg.Client({ connectionString: url });
  await reader.connect();
  await reader.query('begin');
  await reader.query('select * from things');
  const said: string[] = [];
  const options = { lockTimeout: 100, say: (line: string) => said.push(line) };
  const running = runMigrations(url, { '1-first': first, '2-second': second }, options);
  await eventually(() => said.length > 0, 'it has given up once', 10_000);
  // Nobody waits behind it now.
  await client.query("set lock_timeout = '900ms'");
  t.same((await client.query('select * from things')).rows, []);
  await reader.query('commit');
  await reader.end();
  t.same(await running, ['2-second']);
  t.match(said[0], /^2-second waits for a lock \(1 of 60\)$/);
});
