/** `npm run admin -- …`: administration, by the environment that the nodes have. */
import { runProgram } from './run-program.mjs';

await runProgram('services/core/dist/src/bin/admin.js');
