import { runProgram } from './run-program.mjs';

await runProgram('services/e2e/dist/src/images/main.js');
