import { AppError } from '@samvad/contract';
import type { Metrics } from '../metrics.js';

/** Counts and times one send as whoever waits for its answer has it, by the door it came through. */
export async function measureSend<T>(metrics: Metrics, door: 'socket' | 'rest', work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const note = (outcome: string) =>
    metrics.sendSeconds.observe({ door, outcome }, (performance.now() - startedAt) / 1000);
  try {
    const done = await work;
    metrics.acks.inc({ door });
    note('acked');
    return done;
  } catch (error) {
    note(error instanceof AppError && error.status < 500 ? 'refused' : 'failed');
    throw error;
  }
}
