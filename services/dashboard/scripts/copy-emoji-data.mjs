import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const languages = ['en', 'hi'];

/**
 * Puts the emoji's names where the picker asks for them, `public/emoji/<language>/`, and of them what it reads, which is a
 * third: so that nobody asks another host. Other languages find emoji by their English name, too.
 */
export async function copyEmojiData(publicFolder) {
  const english = new Map((await read('en', 'data')).map(({ hexcode, label }) => [hexcode, label]));
  for (const language of languages) {
    const folder = join(publicFolder, 'emoji', language);
    await mkdir(folder, { recursive: true });
    const emojis = (await read(language, 'data')).map((emoji) =>
      language === 'en'
        ? wanted(emoji, emoji.tags)
        : wanted(emoji, [...(emoji.tags ?? []), english.get(emoji.hexcode)]),
    );
    await writeFile(join(folder, 'data.json'), JSON.stringify(emojis));
    await writeFile(join(folder, 'messages.json'), JSON.stringify(await read(language, 'messages')));
  }
}

function wanted({ emoji, label, group, subgroup, version, skins }, tags = []) {
  const tones = skins?.map(({ tone, emoji }) => ({ tone, emoji }));
  return { emoji, label, group, subgroup, version, tags: tags.filter(Boolean), ...(tones ? { skins: tones } : {}) };
}

const read = async (language, name) =>
  JSON.parse(await readFile(require.resolve(`emojibase-data/${language}/${name}.json`), 'utf8'));

if (process.argv[1] === fileURLToPath(import.meta.url)) await copyEmojiData(join(import.meta.dirname, '..', 'public'));
