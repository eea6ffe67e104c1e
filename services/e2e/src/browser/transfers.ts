import type { Page } from 'playwright-core';

interface Transfer {
  url: string;
  type: string;
  encoding: string;
  /** Bytes of the body as it comes over the wire. */
  bytes: number;
}

/** Counts what a page fetches, as it comes over the wire. */
export class Transfers {
  readonly #all = new Map<string, Transfer>();
  readonly #bodies = new Map<string, number | undefined>();

  static async of(page: Page): Promise<Transfers> {
    const transfers = new Transfers();
    const devtools = await page.context().newCDPSession(page);
    devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
      const header = (name: string) =>
        Object.entries(response.headers).find(([other]) => other.toLowerCase() === name)?.[1];
      const length = header('content-length');
      // Of one that does not say how long it is, all that has come.
      transfers.#bodies.set(requestId, length === undefined ? undefined : Number(length));
      transfers.#all.set(requestId, {
        url: response.url,
        type,
        encoding: header('content-encoding') ?? 'none',
        bytes: 0,
      });
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const transfer = transfers.#all.get(requestId);
      if (transfer) transfer.bytes = transfers.#bodies.get(requestId) ?? encodedDataLength;
    });
    await devtools.send('Network.enable');
    return transfers;
  }

  /** JavaScript that has come in full, for whatever reason it was asked for. */
  scripts(): Transfer[] {
    return [...this.#all.values()].filter(({ url, bytes }) => bytes > 0 && new URL(url).pathname.endsWith('.js'));
  }
}
