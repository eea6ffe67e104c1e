import { runService } from '@samvad/core';
import { startServer } from './server.js';

await runService(startServer);
