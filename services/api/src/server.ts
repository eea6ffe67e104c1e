import { type Config, createCore, type createLog, type RunningNode } from '@samvad/core';
import { createApp } from './app.js';
import { leaveQuietly } from './leave-quietly.js';
import { openMedia } from './media/open-media.js';

export interface RunningServer extends RunningNode {
  /** The port that `PORT=0` has found. */
  port: number;
}

/** Starts an API node; resolves when it listens. */
export async function startServer(config: Config, log?: ReturnType<typeof createLog>): Promise<RunningServer> {
  const core = await createCore(config, log);
  const media = await openMedia(core).catch(async (error) => {
    await core.close();
    throw error;
  });
  const state = { draining: false };
  const app = await createApp(core, state, media);
  // From here on every answer says `Connection: close`.
  app.addHook('preClose', () => leaveQuietly(app.server, config.DRAIN_NOTICE_MS));
  try {
    await app.listen({ port: config.PORT, host: config.HOST });
  } catch (error) {
    await media.close();
    await core.close();
    throw error;
  }
  return {
    port: (app.server.address() as { port: number }).port,
    core,
    async stop() {
      state.draining = true;
      core.metrics.draining.set(1);
      // Still answering, so that whoever routes to this node can notice.
      await new Promise((resolve) => setTimeout(resolve, config.DRAIN_NOTICE_MS));
      // Stops listening, and lets requests end.
      const closed = app.close();
      media.underWay.cutResumable();
      // A long download goes on elsewhere, by a range.
      const patience = setTimeout(() => app.server.closeAllConnections(), config.DRAIN_SECONDS * 1_000);
      await closed;
      clearTimeout(patience);
      await media.close();
      await core.close();
    },
  };
}
