import { mkdirSync, writeFileSync } from 'node:fs';
import { breakingRestChanges, breakingSocketChanges } from './breaking-changes.js';
import { type Documents, releasedDocuments, releasedFile, servedDocuments } from './documents.js';

/*
 * `npm run docs -- --release`: stores the documents of this moment as released. From then on the test of additive changes
 * holds every change against them, so what breaks those released before is refused.
 */

const endings: (() => unknown)[] = [];
try {
  const now = await servedDocuments({ teardown: (work) => endings.unshift(work) });
  const before = earlier();
  const problems = before
    ? [...breakingRestChanges(before.openapi, now.openapi), ...breakingSocketChanges(before.asyncapi, now.asyncapi)]
    : [];
  for (const problem of problems) console.error(`not additive: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else store(now);
} finally {
  for (const end of endings) await end();
}

/** Undefined before the first release. */
function earlier(): Documents | undefined {
  try {
    return releasedDocuments();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function store(documents: Documents): void {
  mkdirSync(new URL('.', releasedFile('openapi')), { recursive: true });
  for (const name of ['openapi', 'asyncapi'] as const) {
    writeFileSync(releasedFile(name), `${JSON.stringify(documents[name], null, 2)}\n`);
    console.log(`services/api/docs/released/${name}.json`);
  }
}
