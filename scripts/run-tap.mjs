import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './bootstrap.mjs';

/**
 * Runs test files with tap, showing one line for each file that passes and everything about one that fails.
 *
 * @returns tap's own counts of assertions; `failed` is never 0 for a run that failed or that tested nothing
 */
export async function runTap(args, env) {
  const child = spawn(join(root, 'node_modules', '.bin', 'tap'), ['run', '--reporter=tap', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const status = new Promise((resolve) => {
    child.once('close', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
  const counts = await report(child.stdout);
  const sound = (await status) === 0 && counts.pass > 0;
  return {
    passed: counts.pass,
    failed: sound ? counts.fail : Math.max(counts.fail, 1),
    skipped: counts.skip + counts.todo,
  };
}

/** Prints while the run goes on, and returns what its closing comment says: `# { total: 3, pass: 2, fail: 1 }`. */
async function report(stream) {
  const counts = { pass: 0, fail: 0, skip: 0, todo: 0 };
  let block = [];
  let showing = false;
  for await (const line of createInterface({ input: stream })) {
    const result = /^(not )?ok \d+ - (.*?)(?: # (?:time=)?(.*))?$/.exec(line);
    const total = /^# \{ total: .*\}$/.exec(line);
    if (result) {
      showing = Boolean(result[1]);
      if (showing) console.log(block.join('\n'));
      console.log(`${showing ? 'FAILED' : 'ok    '} ${result[2]} ${result[3] ?? ''}`);
      block = [];
    } else if (total) {
      for (const [, name, number] of line.matchAll(/(\w+): (\d+)/g)) if (name in counts) counts[name] = Number(number);
    } else if (line.startsWith('    ')) {
      block.push(line);
    } else if (showing && line.startsWith('  ')) {
      // Details of the file that has just failed, such as its exit code.
      console.log(line);
    }
  }
  return counts;
}
