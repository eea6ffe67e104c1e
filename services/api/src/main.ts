import { createLog, readConfig, runNode } from '@samvad/core';
import { startServer } from './server.js';

const config = readConfig();
const log = createLog(config.LOG_LEVEL, config.NODE_NAME);
await runNode(log, () => startServer(config, log));
