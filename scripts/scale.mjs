/** `npm run scale -- --socket 4`: changes how many nodes a running `npm start` has. */
import { runProgram } from './run-program.mjs';

await runProgram('infra/dist/src/bin/scale.js');
