import type { Device } from './device.js';

/**
 * Fetches every url of a media the moment a device is told of it: a url that leads nowhere, be it for a second, is a
 * picture that is broken on somebody's screen.
 */
export class PublishedUrls {
  readonly #fetched = new Map<string, Promise<string | undefined>>();

  watch(device: Device): void {
    device.socket.onAny((event: string, payload: unknown) => this.check(payload, event));
  }

  /** All urls anywhere in the payload. */
  check(payload: unknown, where: string): void {
    for (const [url] of JSON.stringify(payload ?? null).matchAll(/https?:[^"]*\/chat\/media\/[^"]*/g)) {
      if (!this.#fetched.has(url)) this.#fetched.set(url, fetchWhole(url, where));
    }
  }

  get count(): number {
    return this.#fetched.size;
  }

  /** What went wrong with any of them, in words. */
  async broken(): Promise<string[]> {
    return (await Promise.all(this.#fetched.values())).filter((wrong) => wrong !== undefined);
  }
}

async function fetchWhole(url: string, where: string): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    const bytes = (await response.arrayBuffer()).byteLength;
    const declared = Number(response.headers.get('content-length'));
    if (response.status === 200 && bytes > 0 && bytes === declared) return undefined;
    return `${where}: ${url} answers ${response.status} with ${bytes} of ${declared} bytes`;
  } catch (error) {
    return `${where}: ${url}: ${error}`;
  }
}
