/** `npm run migrate`: brings the schema up to date; with `--wait` waits until somebody else has. */
import { readSetting } from '../config.js';
import { migrate, waitForSchema } from '../db/migrate.js';

const url = readSetting('DATABASE_URL');
if (!url) {
  console.error('DATABASE_URL is not set');
  process.exit(2);
}
if (process.argv.includes('--wait')) {
  await waitForSchema(url, console.log);
  console.log('the schema is up to date');
  process.exit(0);
}
const applied = await migrate(url, console.log);
console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to migrate');
