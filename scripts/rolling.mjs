/** `npm run rolling`: replaces every node of a cluster, and changes their numbers, while people use it. */
import { runProgram } from './run-program.mjs';

await runProgram('services/e2e/dist/src/rolling/main.js');
