import { readSetting } from '../config.js';
import { migrate } from '../db/migrate.js';

const url = readSetting('DATABASE_URL');
if (!url) {
  console.error('DATABASE_URL is not set');
  process.exit(2);
}
const applied = await migrate(url);
console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to migrate');
