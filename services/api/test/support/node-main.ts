/** A node in a process of its own, for tests that look at it from outside: prints its port. */
import { createLog, readConfig } from '@samvad/core';
import { startServer } from '../../src/server.js';

const config = readConfig();
const { port } = await startServer(config, createLog(config.LOG_LEVEL, config.NODE_NAME));
console.log(port);
