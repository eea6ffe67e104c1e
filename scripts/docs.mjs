/** `npm run docs`: brings what is generated in the documents up to date. `-- --release` stores the reference as released. */
import { runProgram } from './run-program.mjs';

const release = process.argv.includes('--release');
process.argv = [
  ...process.argv.filter((argument) => argument !== '--release'),
  'README.md',
  'infra/prometheus/README.md',
];
await runProgram('services/core/dist/src/bin/docs.js');
await runProgram('infra/dist/src/bin/generate-files.js');
if (release) await runProgram('services/api/dist/test/reference/release.js');
