import { spawnSync } from 'node:child_process';

/** Whether this Python finds all these modules. They are looked for, not run. */
export function hasModules(python: string, modules: readonly string[]): boolean {
  const script = 'import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))';
  return spawnSync(python, ['-c', script, ...modules], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
