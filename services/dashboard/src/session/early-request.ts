/** What the page's first script has asked for (`scripts/hasten-pages.mjs`), before the client is there to ask for it. */
interface Early {
  url: string;
  authorization: string;
  /** `performance.now()` when it was asked for. */
  at: number;
  answer: Promise<Response>;
  abort: AbortController;
}

declare global {
  interface Window {
    samvadEarly?: Early;
  }
}

/** An answer that has waited for longer than this (ms) is asked for again. */
const fresh = 30_000;

/** `fetch`, but what the page has asked for already is not asked for a second time, once. */
export const fetchOrEarly: typeof fetch = async (input, init) => {
  const early = window.samvadEarly;
  if (!early || !isSame(early, input, init)) return fetch(input, init);
  delete window.samvadEarly;
  init?.signal?.addEventListener('abort', () => early.abort.abort(), { once: true });
  return early.answer;
};

function isSame({ url, authorization, at }: Early, input: RequestInfo | URL, init: RequestInit | undefined): boolean {
  return (
    input === window.location.origin + url &&
    init?.method === 'GET' &&
    init.signal?.aborted !== true &&
    new Headers(init.headers).get('authorization') === authorization &&
    performance.now() - at < fresh
  );
}
