export interface Failure {
  id: string;
  error: unknown;
}

/** At once: enough to be quick, few enough not to be told to wait. */
const atOnce = 4;

/** Assigns one after the other, a few at a time, and goes on after one that fails. Resolves with those. */
export async function assignAll(
  ids: string[],
  assign: (id: string) => Promise<void>,
  onProgress: (done: number) => void,
): Promise<Failure[]> {
  const failed: Failure[] = [];
  const waiting = [...ids];
  let done = 0;
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await assign(id);
      } catch (error) {
        failed.push({ id, error });
      }
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}
