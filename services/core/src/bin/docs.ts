/** Part of `npm run docs`: brings the generated tables of these two documents up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withConfigTable } from '../config-table.js';
import { withMetricsTable } from '../metrics-table.js';

const [settings, metrics] = process.argv.slice(2);
if (!settings || !metrics) {
  console.error('usage: docs FILE-WITH-SETTINGS FILE-WITH-METRICS');
  process.exit(2);
}
writeFileSync(settings, withConfigTable(readFileSync(settings, 'utf8')));
writeFileSync(metrics, await withMetricsTable(readFileSync(metrics, 'utf8')));
