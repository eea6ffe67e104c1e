import type { Face } from '../worker-messages.js';

/** What is to be known when no page is open, and after this worker was stopped: as empty answers in a cache. */
const SETTINGS = 'samvad-settings';

/** Pages of this face have been used here. */
export async function rememberFace(face: Face): Promise<void> {
  await (await caches.open(SETTINGS)).put(`/face/${face}`, new Response());
}

export async function usedFaces(): Promise<Face[]> {
  const cache = await caches.open(SETTINGS);
  const used = await Promise.all((['desk', 'messenger'] as const).map((face) => cache.match(`/face/${face}`)));
  return (['desk', 'messenger'] as const).filter((_, i) => used[i]);
}

/** Where push messages are read. */
export async function rememberPushFace(face: Face): Promise<void> {
  await (await caches.open(SETTINGS)).put('/push-face', new Response(face));
}

export async function pushFace(): Promise<Face> {
  const kept = await (await caches.open(SETTINGS)).match('/push-face');
  return (await kept?.text()) === 'desk' ? 'desk' : 'messenger';
}
