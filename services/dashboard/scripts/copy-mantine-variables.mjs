import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
/** Palettes of Mantine that nothing here is painted with: half of all its variables. */
const unused = ['pink', 'grape', 'violet', 'indigo', 'cyan', 'lime', 'green'];

/**
 * Writes Mantine's variables, without the palettes that nobody uses, into `theme/mantine-variables.css`: they stand before the first
 * thing that is shown. Rejects when one of them is used after all.
 */
export async function copyMantineVariables(sourceFolder) {
  const target = join(sourceFolder, 'theme', 'mantine-variables.css');
  const css = await readFile(require.resolve('@mantine/core/styles/default-css-variables.css'), 'utf8');
  const own = new RegExp(`\\s*--mantine-color-(${unused.join('|')})-[\\w-]+:[^;}]*;`, 'g');
  const kept = css.replace(own, '');
  for (const [where, text] of [['Mantine’s own variables', kept], ...(await sources(sourceFolder, target))]) {
    const used = unused.find((name) => new RegExp(`mantine-color-${name}-|\\bcolor=["'{]+${name}\\b`).test(text));
    if (used) throw new Error(`${where} uses the palette ${used}, which is left out of the styles`);
  }
  await writeFile(target, kept);
}

async function sources(folder, except) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(tsx?|css)$/.test(name));
  const files = names.map((name) => join(folder, name)).filter((file) => file !== except);
  return Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')]));
}
