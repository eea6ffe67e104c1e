/** `npm run conformance -- --url URL`: judges a server of the contract from outside. */
import { runProgram } from './run-program.mjs';

await runProgram('services/e2e/dist/src/conformance/main.js');
