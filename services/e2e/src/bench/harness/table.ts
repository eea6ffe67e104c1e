export interface Table {
  title: string;
  columns: string[];
  rows: string[][];
  /** What a reader must know to read the figures. */
  notes?: string[];
}

/** Plain text: the first column to the left, figures to the right. */
export function formatTable({ title, columns, rows, notes = [] }: Table): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [title, line(columns), rule, ...rows.map(line), ...notes.map((note) => `  ${note}`)].join('\n');
}
