import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import * as entry from '../src/index.js';
import * as indexedDb from '../src/outbox/indexed-db.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const lines = (code: string) =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
const exported: Record<string, object> = { '@samvad/client': entry, '@samvad/client/indexed-db': indexedDb };

test('every example of the README compiles', (t) => {
  const compiled = lines(read('test/readme-examples.ts')).join('\n');
  const examples = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
  t.ok(examples.length >= 12);
  for (const example of examples) {
    const imports = lines(example).filter((line) => line.startsWith('import '));
    const body = lines(example).filter((line) => !line.startsWith('import '));
    t.ok(compiled.includes(body.join('\n')), body[0] ?? 'an example');
    for (const line of imports) {
      const [, names = '', from = ''] = /\{ (.*) \} from '(.*)'/.exec(line) ?? [];
      for (const name of names.split(', ')) t.ok(name in (exported[from] ?? {}), `${name} is exported by ${from}`);
    }
  }
  t.end();
});
