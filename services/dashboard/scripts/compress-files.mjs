import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const asGzip = promisify(gzip);
const asBrotli = promisify(brotliCompress);
const text = { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } };

/**
 * Puts `x.js.gz` beside `x.js` for a web server to send, and `x.js.br` beside the scripts and styles that have their content in their
 * names: smaller than what it would make for each request.
 */
export async function compressFiles(folder) {
  const names = await readdir(folder, { recursive: true });
  const wanted = names.filter((name) => /\.(html|js|css|json|svg|txt|webmanifest)$/.test(name));
  await Promise.all(
    wanted.map(async (name) => {
      const file = join(folder, name);
      const content = await readFile(file);
      await writeFile(`${file}.gz`, await asGzip(content, { level: 9 }));
      if (/^_next\/static\/.+\.(js|css)$/.test(name)) await writeFile(`${file}.br`, await asBrotli(content, text));
    }),
  );
}
