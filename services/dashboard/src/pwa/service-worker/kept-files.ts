import type { FaceFiles } from './build.js';

/** The cache of one version of the product, beside those of others. */
const VERSIONS = 'samvad-version-';
export const CURRENT = VERSIONS + BUILD.version;
export const ASSETS = '/_next/static/';

/** Everything that a face needs without a network. Rejects if some of it cannot be had. */
export async function keepFace(face: FaceFiles): Promise<void> {
  const cache = await caches.open(CURRENT);
  const pages = Object.entries(face.pages).map(async ([path, integrity]) => {
    // A page of a newer build than this worker's would ask for scripts that are not kept: its integrity says so.
    if (!(await cache.match(path))) await put(cache, path, await fetch(path, { cache: 'no-cache', integrity }));
  });
  await Promise.all([...pages, keepAssets(face.assets)]);
}

export async function keepAssets(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CURRENT);
  await Promise.all(
    paths.map(async (path) => {
      if (await cache.match(path)) return;
      // Named by its content: that of another version is the same.
      await put(cache, path, (await caches.match(path)) ?? (await fetch(path)));
    }),
  );
}

/** What is named by its content, or stays the same as long as this version: the network only once. */
export async function keptOrFetched(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CURRENT);
  const kept = (await cache.match(path)) ?? (path.startsWith(ASSETS) ? await caches.match(path) : undefined);
  if (kept) return kept;
  const response = await fetch(request);
  // A full disk must not break what is there.
  if (isKeepable(response)) await cache.put(path, response.clone()).catch(() => {});
  return response;
}

/** Leaves the version before: another tab may still run it, and ask for a part of it that the server has no more. */
export async function forgetOldVersions(): Promise<void> {
  const versions = (await caches.keys()).filter((name) => name.startsWith(VERSIONS) && name !== CURRENT);
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
}

async function put(cache: Cache, path: string, response: Response): Promise<void> {
  if (!isKeepable(response)) throw new Error(`${path} cannot be kept: ${response.status}`);
  await cache.put(path, response);
}

const isKeepable = (response: Response) => response.status === 200 && response.type === 'basic' && !response.redirected;
