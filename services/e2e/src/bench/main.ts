import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchResult } from './benchmark.js';
import { benchmarks } from './benchmarks.js';
import { formatTable } from './harness/table.js';

const usage = 'npm run bench -- <name…|all> [--quick] [--json FILE] [--profile DIR]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
});

// Children are ended by those who watch over them as soon as this process is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
process.stdout.on('error', () => {});

if (positionals.length === 0) list();
else process.exit(await runAll(choose(positionals)));

function list(): void {
  const width = Math.max(...benchmarks.map(({ name }) => name.length));
  console.log(`${usage}\n`);
  for (const { name, about, seconds } of benchmarks) {
    console.log(`  ${name.padEnd(width)}  ${about} (${minutes(seconds.full)}, --quick ${minutes(seconds.quick)})`);
  }
}

function choose(names: string[]): readonly Benchmark[] {
  if (names.includes('all')) return benchmarks;
  const unknown = names.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    console.error(`there is no benchmark ${unknown}\n${usage}`);
    process.exit(2);
  }
  return benchmarks.filter(({ name }) => names.includes(name));
}

/** Returns the exit code: 1 when a benchmark failed; the others are run all the same. */
async function runAll(chosen: readonly Benchmark[]): Promise<number> {
  const { quick } = values;
  const results: Record<string, BenchResult | { error: string }> = {};
  for (const benchmark of chosen) {
    const { name, seconds } = benchmark;
    console.log(`== ${name}: ${benchmark.about}; about ${minutes(quick ? seconds.quick : seconds.full)}`);
    const began = performance.now();
    const say = (line: string) =>
      console.log(`   ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
    try {
      const result = await benchmark.run({ quick, profileDir: values.profile, say });
      results[name] = result;
      print(result);
      for (const failure of result.failures ?? []) console.error(`\n${name} FAILED: ${failure}`);
    } catch (error) {
      results[name] = { error: String(error) };
      console.error(`${name} FAILED:`, error);
    }
    console.log(`   took ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  }
  if (values.json) {
    const machine = { cores: cpus().length, cpu: cpus()[0]?.model, node: process.version };
    writeFileSync(values.json, `${JSON.stringify({ quick, machine, results }, null, 2)}\n`);
  }
  return Object.values(results).some((one) => 'error' in one || (one.failures ?? []).length > 0) ? 1 : 0;
}

function print({ tables, headlines }: BenchResult): void {
  for (const table of tables) console.log(`\n${formatTable(table)}`);
  console.log();
  for (const { name, value, unit, goal } of headlines) {
    const shown = Number.isNaN(value)
      ? '–'
      : Math.abs(value) >= 100
        ? Math.round(value).toLocaleString('en')
        : value.toFixed(2);
    console.log(`   ${name}: ${shown} ${unit}${goal ? ` (goal ${goal})` : ''}`);
  }
}

function minutes(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
