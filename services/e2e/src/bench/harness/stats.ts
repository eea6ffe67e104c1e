/** The median; NaN of nothing. */
export function median(values: Iterable<number>): number {
  return percentile(values, 50);
}

/** The nearest-rank percentile `p` (0 to 100); for an even count the median is the mean of the two middle ones. */
export function percentile(values: Iterable<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  if (p === 50 && sorted.length % 2 === 0) {
    return ((sorted[sorted.length / 2 - 1] as number) + (sorted[sorted.length / 2] as number)) / 2;
  }
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil((p / 100) * sorted.length)));
  return sorted[rank - 1] as number;
}

/** `median (min–max)`, or the one value there is. */
export function spread(values: readonly number[], digits = 0): string {
  const show = (value: number) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
  if (values.length < 2) return show(values[0] ?? Number.NaN);
  return `${show(median(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}

export const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
