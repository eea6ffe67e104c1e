import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Puts `x.js.gz` beside `x.js` for a web server to send: smaller than what it would make for each request. */
export async function compressFiles(folder) {
  const names = await readdir(folder, { recursive: true });
  const wanted = names.filter((name) => /\.(html|js|css|json|svg|txt|webmanifest)$/.test(name));
  await Promise.all(
    wanted.map(async (name) => {
      const file = join(folder, name);
      await writeFile(`${file}.gz`, await compress(await readFile(file), { level: 9 }));
    }),
  );
}
