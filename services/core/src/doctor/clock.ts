import { type Finding, fail, ok, warn } from './finding.js';

const noticeable = 250;
const harmful = 2_000;

/**
 * How far another clock is from this machine's. The answer was made between `asked` and `answered`, so it is known to half the
 * time between them. All in epoch milliseconds.
 */
export function judgeClock(check: string, times: { asked: number; theirs: number; answered: number }): Finding {
  const { asked, theirs, answered } = times;
  const slack = (answered - asked) / 2;
  const skew = theirs - (asked + answered) / 2;
  const sure = Math.max(0, Math.abs(skew) - slack);
  const found = `${Math.abs(Math.round(skew))} ms ${skew < 0 ? 'behind' : 'ahead of'} this machine (± ${Math.ceil(slack)} ms)`;
  const todo =
    'Run NTP (chrony, systemd-timesyncd) on both machines: tokens, revocations and figures compare their times';
  if (sure >= harmful) return fail(check, found, todo);
  return sure >= noticeable ? warn(check, found, todo) : ok(check, found);
}
