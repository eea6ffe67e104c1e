const plain = !process.stdout.isTTY || Boolean(process.env.NO_COLOR);

/** Text for the terminal in a style, or as it is where nobody would see it. */
export function style(code: 'bold' | 'dim' | 'green' | 'red', text: string): string {
  const codes = { bold: 1, dim: 2, green: 32, red: 31 };
  return plain ? text : `\x1b[${codes[code]}m${text}\x1b[0m`;
}

/** A line for people. Whoever reads us may have gone away: that must not end the cluster. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** One line about a failure. */
export function complain(line: string): void {
  process.stderr.write(`${style('red', 'error')} ${line}\n`);
}

/** Makes writing to a closed pipe harmless. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** One finished step of the start, with its time. */
export function sayStep(line: string, ms: number): void {
  say(`  ${style('green', '✓')} ${line.padEnd(20)} ${style('dim', `${(ms / 1000).toFixed(1)} s`)}`);
}

const DEMO_ACCOUNTS = [
  ['Admin', '+919800000000', 'Meera Iyer'],
  ['Support', '+919800000001', 'Asha Verma'],
  ['Support', '+919800000002', 'Imran Qureshi'],
  ['Support', '+919800000003', 'Kavitha Nair'],
  ['User', '+919800000101', 'Rajesh Kumar'],
  ['User', '+919800000102', 'Priya Singh'],
] as const;

/** Who one can sign in as after the demo data has been loaded. */
export function sayDemoAccounts(): void {
  say(`\n${style('bold', 'Demo accounts')}, password ${style('bold', 'demo-pass-2468')}`);
  for (const [role, phone, name] of DEMO_ACCOUNTS) say(`  ${role.padEnd(9)} ${phone}  ${style('dim', name)}`.trimEnd());
}
