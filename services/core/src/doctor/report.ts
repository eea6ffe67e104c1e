import type { Finding } from './finding.js';

/** One line for each finding, and beneath those that are not ok what to do; at the end a count. */
export function report(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, found, todo }) => [
    `${status.padEnd(4)}  ${check.padEnd(width)}  ${found}`,
    ...(todo ? [`${' '.repeat(6 + width + 2)}→ ${todo}`] : []),
  ]);
  return [...lines, '', summary(findings)].join('\n');
}

function summary(findings: Finding[]): string {
  const count = (wanted: Finding['status']) => findings.filter(({ status }) => status === wanted).length;
  return `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed`;
}
