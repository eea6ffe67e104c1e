import { waitFor } from '../wait.js';

/** What must answer through the front before a cluster calls itself ready, and with which status. */
const CHECKS = [
  ['/health', 200],
  ['/api/v1/users/me', 401],
  ['/socket.io/?EIO=4&transport=polling', 200],
] as const;

/** Waits until every part answers through nginx. @throws Error naming the one that does not within 30 s */
export async function checkFront(url: string, signal?: AbortSignal): Promise<void> {
  for (const [path, expected] of CHECKS) {
    const answers = async () => {
      const answer = await fetch(url + path, { signal: AbortSignal.timeout(5_000) });
      await answer.body?.cancel();
      if (answer.status !== expected) throw new Error(`${path} answers ${answer.status}, not ${expected}`);
      return true;
    };
    await waitFor(answers, { what: `${url}${path} answering ${expected}`, timeoutMs: 30_000, signal });
  }
}
