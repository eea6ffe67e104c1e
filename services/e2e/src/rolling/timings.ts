import { percentile } from '../bench/harness/stats.js';

/** `sends`: until the acknowledgement; `deliveries`: until the other side shows it; `requests`: until the answer has come whole. */
export type Kind = 'sends' | 'deliveries' | 'requests';

const kinds: readonly Kind[] = ['sends', 'deliveries', 'requests'];

export interface Summary {
  count: number;
  /** ms */
  p50: number;
  p99: number;
}

/** How long things took (ms), step by step. */
export class Timings {
  #since: Record<Kind, number[]> = { sends: [], deliveries: [], requests: [] };

  note(kind: Kind, milliseconds: number): void {
    this.#since[kind].push(milliseconds);
  }

  /** Everything since the last time; from here on it is another step's. */
  take(): Record<Kind, number[]> {
    const taken = this.#since;
    this.#since = { sends: [], deliveries: [], requests: [] };
    return taken;
  }
}

export function summary(times: readonly number[]): Summary {
  return { count: times.length, p50: percentile(times, 50), p99: percentile(times, 99) };
}

/** What several steps have taken together. */
export function joined(parts: readonly Record<Kind, number[]>[]): Record<Kind, number[]> {
  const all = kinds.map((kind) => [kind, parts.flatMap((part) => part[kind])] as const);
  return Object.fromEntries(all) as Record<Kind, number[]>;
}
