/** `npm run doctor`: what is wrong with an installation, by the environment that its nodes have, and what to do about it. */
import { runProgram } from './run-program.mjs';

await runProgram('services/core/dist/src/bin/doctor.js');
