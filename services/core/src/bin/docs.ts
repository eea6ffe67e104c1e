import { readFileSync, writeFileSync } from 'node:fs';
import { withConfigTable } from '../config-table.js';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: docs FILE');
  process.exit(2);
}
writeFileSync(file, withConfigTable(readFileSync(file, 'utf8')));
