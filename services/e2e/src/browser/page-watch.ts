import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';

/** What a browser says when its network fails, and when a node that dies answers for the last time. */
const networkErrors =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED|NETWORK_CHANGED|FAILED)|WebSocket connection to .* failed|status of 50[234]/;

/**
 * Everything that a browser complains of: errors in the console, exceptions nobody caught, violations of the
 * Content-Security-Policy, requests to other hosts. And what leaked: every url asked for, every line of the console.
 */
export class PageWatch {
  readonly #problems: string[] = [];
  readonly #tolerated: RegExp[] = [];
  /** Every url that was requested, websockets too. */
  readonly urls: string[] = [];
  /** Every line of the console, of pages and service workers. */
  readonly console: string[] = [];
  /** Socket nodes in the order of connecting, by page. */
  readonly #nodes = new Map<Page, string[]>();

  private constructor(private readonly origin: string) {}

  static async over(context: BrowserContext, url: string): Promise<PageWatch> {
    const watch = new PageWatch(new URL(url).origin);
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`CSP violation of ${violatedDirective} by ${blockedURI}`);
      });
    });
    context.on('console', (message) => watch.#onConsole(message));
    context.on('weberror', (error) => watch.#complain(`uncaught ${error.error().stack ?? error.error()}`));
    context.on('request', (request) => watch.#onRequest(request.url()));
    context.on('serviceworker', (worker) => worker.on('console', (message) => watch.#onConsole(message)));
    context.on('page', (page) => watch.#onPage(page));
    return watch;
  }

  /** From now on (and what has been already) the network may fail. */
  tolerateNetworkErrors(): void {
    this.tolerate(networkErrors);
  }

  tolerate(pattern: RegExp): void {
    this.#tolerated.push(pattern);
  }

  /** What went wrong so far, in words. */
  problems(): string[] {
    return this.#problems.filter((problem) => !this.#tolerated.some((pattern) => pattern.test(problem)));
  }

  /** The socket nodes that a page has connected to, the latest last. A session's id begins with its node's name. */
  nodesOf(page: Page): readonly string[] {
    return this.#nodes.get(page) ?? [];
  }

  #onPage(page: Page): void {
    const nodes: string[] = [];
    this.#nodes.set(page, nodes);
    page.on('crash', () => this.#complain('the page crashed'));
    page.on('websocket', (socket) => {
      this.#onRequest(socket.url());
      socket.on('framereceived', ({ payload }) => {
        const node = /^0{"sid":"([^."]+)\./.exec(String(payload))?.[1];
        if (node) nodes.push(node);
      });
    });
  }

  #onConsole(message: ConsoleMessage): void {
    const line = `${message.text()} (${message.location().url})`;
    this.console.push(line);
    if (message.type() === 'error') this.#complain(`console: ${line}`);
  }

  #onRequest(address: string): void {
    this.urls.push(address);
    const { protocol, host } = new URL(address);
    if (/^(blob|data|about|chrome-error):$/.test(protocol)) return;
    if (host !== new URL(this.origin).host) this.#complain(`request to another host: ${address}`);
  }

  #complain(problem: string): void {
    this.#problems.push(problem);
  }
}
