import type { Table } from './harness/table.js';

/** What a benchmark is given. */
export interface BenchContext {
  /** The short form: fewer loads, rounds and seconds. Its figures are coarse. */
  quick: boolean;
  /** A folder for CPU profiles; set when `--profile DIR` was given. */
  profileDir: string | undefined;
  /** A line about what is happening now, for whoever waits. */
  say(line: string): void;
}

export interface BenchResult {
  tables: Table[];
  /** The figures that the project's goals name. */
  headlines: Headline[];
  /** What went wrong with messages. Any of it makes the run a failed one, whatever the figures say. */
  failures?: string[];
  /** Everything measured, for `--json`. */
  data: unknown;
}

export interface Headline {
  name: string;
  value: number;
  unit: string;
  /** The goal as the design states it, for the eye. */
  goal?: string;
}

export interface Benchmark {
  name: string;
  about: string;
  /** About how long it takes, in seconds: in full, and with `--quick`. */
  seconds: { full: number; quick: number };
  /** @throws when anything that was counted did not really arrive */
  run(context: BenchContext): Promise<BenchResult>;
}
