import { runProgram } from './run-program.mjs';

// In this process: a Ctrl-C or a SIGTERM reaches the supervisor itself.
await runProgram('infra/dist/src/bin/start.js');
