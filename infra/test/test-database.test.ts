import pg from 'pg';
import { test } from 'tap';
import { createTestDatabase, testPostgres } from '../src/testing.js';
import { STAND_INS } from './fixtures/entries.js';

async function tables(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`select tablename from pg_tables where schemaname = 'public' order by 1`);
  await client.end();
  return rows.map((row) => row.tablename);
}

test('test databases are migrated once and apart from each other', async (t) => {
  const migrate = STAND_INS.migrate.replace('once.js', 'migrate.js');
  const [one, two, empty] = await Promise.all([
    createTestDatabase({ migrate }),
    createTestDatabase({ migrate }),
    createTestDatabase({ template: false }),
  ]);
  t.same(await tables(one.url), ['migrated']);
  t.same(await tables(two.url), ['migrated']);
  t.same(await tables(empty.url), []);

  // Somebody is still connected: dropping goes through all the same.
  const client = new pg.Client({ connectionString: one.url });
  client.on('error', () => {});
  await client.connect();
  await Promise.all([one.drop(), two.drop(), empty.drop()]);
  await t.rejects(tables(one.url), { code: '3D000' });
});

test('a migration that fails is told', async (t) => {
  const migrate = STAND_INS.migrate.replace('once.js', 'no-such-program.js');
  await t.rejects(createTestDatabase({ migrate }), { message: /not built/ });
});

test('an outside server is used when one is named', async (t) => {
  const before = process.env.TEST_DATABASE_URL;
  process.env.TEST_DATABASE_URL = 'postgres://somewhere/else';
  const server = await testPostgres();
  t.equal(server.url, 'postgres://somewhere/else');
  await server.stop();
  if (before === undefined) delete process.env.TEST_DATABASE_URL;
  else process.env.TEST_DATABASE_URL = before;
});
