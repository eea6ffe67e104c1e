import { readFileSync, rmSync } from 'node:fs';
import { writeFileAtomic } from '../atomic-file.js';
import type { Counts } from './fleet.js';

/** How few and how many nodes of a kind there may be: without an API or a socket node there would be nothing to reach. */
export const LIMITS = { api: [1, 64], socket: [1, 64], 'media-worker': [0, 64] } as const;

const POLL_MS = 250;

/**
 * `scale.json` in the data folder: the numbers of nodes that somebody wishes, such as `{ "socket": 4 }`. The supervisor removes it
 * when it has carried it out, or has said in its log why it cannot.
 */
export function askForCounts(file: string, wanted: Partial<Counts>): void {
  writeFileAtomic(file, `${JSON.stringify(wanted)}\n`);
}

/**
 * Has wishes carried out, one after the other; one that is left over from an earlier run is dropped: the flags of this start are
 * newer. Returns how to end it.
 */
export function watchScaleFile(
  file: string,
  scale: (wanted: Partial<Counts>) => Promise<void>,
  log: (line: string) => void,
): () => void {
  rmSync(file, { force: true });
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let text = read(file); text !== undefined; text = read(file)) {
        await carryOut(text, scale).catch((error: Error) => log(`could not scale: ${error.message}`));
        // Another wish may have come meanwhile.
        if (read(file) === text) rmSync(file, { force: true });
      }
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function carryOut(text: string, scale: (wanted: Partial<Counts>) => Promise<void>): Promise<void> {
  const wanted = JSON.parse(text) as Partial<Counts>;
  for (const [role, count] of Object.entries(wanted)) {
    const [least, most] = LIMITS[role as keyof typeof LIMITS] ?? [];
    if (least === undefined || !Number.isInteger(count) || count < least || count > most) {
      throw new Error(`scale.json cannot ask for ${count} × ${role}`);
    }
  }
  await scale(wanted);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
