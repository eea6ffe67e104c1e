import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.js';

const program = fileURLToPath(new URL('../../src/conformance/main.js', import.meta.url));

/** Runs the suite's program as a person would. */
export const conformance = (...args: string[]) => runProgram(process.execPath, program, ...args);

/** The lines of a run that do not say ok. */
export const notOk = (output: string) =>
  output
    .split('\n')
    .filter((line) => !line.startsWith('ok '))
    .join('\n');
