import { type Core, MediaQueue, openMediaStorage, type UploadPlace } from '@samvad/core';
import { UploadsUnderWay } from './uploads-under-way.js';

/** What a node needs to receive and serve media. */
export interface MediaPlace extends UploadPlace {
  underWay: UploadsUnderWay;
}

/** Rejects when there is no storage that this node may use. */
export async function openMedia(core: Core): Promise<MediaPlace & { close(): Promise<void> }> {
  const storage = await openMediaStorage(core.config, core.log);
  const queue = new MediaQueue(core.config, core.log);
  const underWay = new UploadsUnderWay();
  return {
    core,
    storage,
    queue,
    underWay,
    async close() {
      await underWay.ended();
      await Promise.all([queue.close(), storage.close()]);
    },
  };
}
