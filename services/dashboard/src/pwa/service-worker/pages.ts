import type { Face } from '../worker-messages.js';
import { CURRENT } from './kept-files.js';

/** A network that is slower than this (ms) is not waited for. */
const PATIENCE = 2_000;

/** The path under which a page is kept; undefined for what is no page of ours. */
export function pagePath({ pathname }: URL): string | undefined {
  const path = pathname.replace(/(\/index)?(\.html)?\/?$/, '') || '/';
  return Object.values(BUILD.faces).some(({ pages }) => path in pages) ? path : undefined;
}

export const faceOf = (path: string): Face => (path in BUILD.faces.desk.pages ? 'desk' : 'messenger');

/** The page as the server has it, else, if that takes long or fails, as it is kept here. */
export async function showPage(event: FetchEvent, path: string): Promise<Response> {
  const network = fromNetwork(event);
  event.waitUntil(network.catch(() => {}));
  const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE));
  const fresh = await Promise.race([network.catch(() => undefined), tooLate]);
  if (fresh?.ok || fresh?.type === 'opaqueredirect') return fresh;
  const kept = await (await caches.open(CURRENT)).match(path);
  return kept ?? fresh ?? network;
}

/** The browser has asked already, before this worker was awake. */
async function fromNetwork(event: FetchEvent): Promise<Response> {
  return ((await event.preloadResponse) as Response | undefined) ?? fetch(event.request);
}
