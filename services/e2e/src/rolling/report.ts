import { formatTable } from '../bench/harness/table.js';
import type { Report, StepReport } from './under-load.js';

const kinds = ['sends', 'deliveries', 'requests'] as const;
const times = (of: StepReport['times'] | Report['calm']) =>
  kinds.flatMap((kind) => [of[kind].p50.toFixed(0), of[kind].p99.toFixed(0)]);

/** For people. */
export function reportText(report: Report): string {
  const rows = report.steps.map((step) => [
    step.name,
    step.seconds.toFixed(1),
    `${step.failed} (${step.again})`,
    `${step.losses} (${step.mostInASecond})`,
    ...times(step.times),
  ]);
  rows.push(['all while nothing was done', '', '', '', ...times(report.calm)]);
  rows.push(['all while something was', '', '', '', ...times(report.changing)]);
  return formatTable({
    title: `${report.messages} messages by the client, ${report.requests} requests by hand; ms`,
    columns: ['', 's', 'failed (again)', 'lost (most in 1 s)', ...kinds.flatMap((kind) => [`${kind} p50`, 'p99'])],
    rows,
    notes: [
      'lost: connections of customers that ended; sends: until the acknowledgement; deliveries: until the other side shows it',
      'requests: plain HTTP over kept connections, nothing tried again; but over another connection when the kept one had been ended',
    ],
  });
}

/** How many times longer than while nothing was done the slowest hundredth took. */
export function slowdowns({ calm, changing }: Report): { kind: string; ratio: number }[] {
  return kinds.map((kind) => ({ kind, ratio: changing[kind].p99 / calm[kind].p99 }));
}
