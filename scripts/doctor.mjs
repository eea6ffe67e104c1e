import { runProgram } from './run-program.mjs';

await runProgram('services/core/dist/src/bin/doctor.js');
