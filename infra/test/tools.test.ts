import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { hasModules } from '../src/find-python.js';
import { ensureTools, findTool } from '../src/index.js';
import { temporaryDir } from '../src/testing.js';

test('programs are found on PATH and where PATH often does not reach', async (t) => {
  const dir = temporaryDir('tools').path;
  for (const name of ['first', 'second', 'extra']) mkdirSync(join(dir, name));
  const place = (path: string, mode: number) => {
    writeFileSync(join(dir, path), '', { mode });
    return join(dir, path);
  };
  place('first/tool', 0o644);
  const runnable = place('second/tool', 0o755);
  const beyond = place('extra/server', 0o755);
  const path = `${join(dir, 'first')}::${join(dir, 'second')}`;
  const find = (name: string) => findTool(name, path, [join(dir, 'extra')]);
  t.equal(find('tool'), runnable, 'what cannot be run does not count');
  t.equal(find('server'), beyond);
  t.equal(find('nothing'), undefined);
  t.equal(find(runnable), runnable, 'by its path');
  t.equal(find(join(dir, 'first/tool')), undefined);
});

test('what is installed is not installed again', async (t) => {
  const lines: string[] = [];
  const tools = await ensureTools(['redis-server', 'nginx'], (line) => lines.push(line));
  t.match(tools, { 'redis-server': /redis-server$/, nginx: /nginx$/ });
  t.same(lines, []);
});

test('a Python counts with its modules only', {
  skip: !findTool('/usr/bin/python3') && 'there is no Python',
}, async (t) => {
  const python = '/usr/bin/python3';
  t.ok(hasModules(python, ['json', 'ssl']));
  t.notOk(hasModules(python, ['json', 'no_such_module_of_ours']));
  t.notOk(hasModules('/nowhere/python3', ['json']));
});
