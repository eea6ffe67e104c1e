import { createServer } from 'node:http';
import {
  type Config,
  connectForJobs,
  createCore,
  type createLog,
  MediaQueue,
  openMediaStorage,
  opsListener,
  type RunningNode,
} from '@samvad/core';
import { deliverWebhooks } from './jobs/deliver-webhooks.js';
import { runHousekeeping } from './jobs/housekeeping-runner.js';
import { WorkFolder } from './jobs/media/work-folder.js';
import { runMediaJobs } from './jobs/media-runner.js';
import { runPushes } from './jobs/push-messages.js';
import { startSweeps } from './jobs/sweep/index.js';

export interface RunningServer extends RunningNode {
  /** The port that `PORT=0` has found. */
  port: number;
}

/** Starts a worker; resolves when it takes jobs and answers for its health. */
export async function startServer(config: Config, log?: ReturnType<typeof createLog>): Promise<RunningServer> {
  const core = await createCore(config, log);
  const storage = await openMediaStorage(config, core.log).catch(async (error) => {
    await core.close();
    throw error;
  });
  const pushes = await runPushes(core).catch(async (error) => {
    await storage.close();
    await core.close();
    throw error;
  });
  const folder = await WorkFolder.open();
  const state = { draining: false };
  const connection = connectForJobs({ url: config.REDIS_URL, name: config.NODE_NAME, log: core.log });
  const housekeeping = await runHousekeeping(core, storage, connection);
  const media = { core, storage, folder, queue: new MediaQueue(config, core.log) };
  const mediaJobs = runMediaJobs(media, connection);
  const endSweeps = startSweeps(media);
  const webhooks = deliverWebhooks(core);

  const http = createServer(opsListener(core, state));
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(config.PORT, config.HOST, resolve));

  return {
    port: (http.address() as { port: number }).port,
    core,
    async stop() {
      state.draining = true;
      core.metrics.draining.set(1);
      endSweeps();
      await Promise.all([housekeeping.close(), mediaJobs.close(), pushes.close(), webhooks.close()]);
      await media.queue.close();
      connection.disconnect();
      http.close();
      await folder.close();
      await storage.close();
      await core.close();
    },
  };
}
