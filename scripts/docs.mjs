/** `npm run docs`: brings what is generated in the documents up to date. */
import { runProgram } from './run-program.mjs';

process.argv.push('README.md');
await runProgram('services/core/dist/src/bin/docs.js');
