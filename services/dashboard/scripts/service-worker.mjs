import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/pwa/service-worker', import.meta.url));

/** Pages of the customers; all others are the agents'. */
const messengerPages = ['/chat'];
/** Not pages that somebody opens. */
const noPages = ['404.html', '_error.html'];

/**
 * Writes `sw.js` into a finished export: the compiled service worker, and before it what it is to keep. `next`: the folder
 * that Next.js has built in, which knows what is loaded late.
 */
export async function writeServiceWorker(out, next) {
  const names = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.gz$|\/sw\.js$/.test(`/${entry.name}`))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(out.length + 1)
        .replaceAll(sep, '/'),
    )
    .sort();
  const texts = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(out, name))])));
  const desk = await whatLoadsTheDesk(next);
  const build = {
    id: (await readFile(join(next, 'BUILD_ID'), 'utf8')).trim(),
    version: digest(JSON.stringify([...texts].map(([name, bytes]) => [name, digest(bytes)]))).slice(0, 16),
    faces: {
      desk: faceFiles(texts, (path) => !messengerPages.includes(path)),
      messenger: faceFiles(texts, (path) => messengerPages.includes(path), desk),
    },
    files: names.filter((name) => !name.startsWith('_next/') && !name.endsWith('.html')).map((name) => `/${name}`),
  };
  const worker = await compiledWorker();
  await writeFile(join(out, 'sw.js'), `'use strict';\nconst BUILD = ${JSON.stringify(build)};\n${worker}`);
}

/** The pages of a face, and every script and style that these can come to load. `isOthers`: from a file on to another. */
function faceFiles(texts, isPage, isOthers = () => false) {
  const pages = {};
  const found = new Set();
  const follow = (from) => {
    for (const [, name] of texts
      .get(from)
      .toString()
      .matchAll(/\b((?:_next\/)?static\/[\w.~/-]+\.(?:js|css))/g)) {
      const file = name.startsWith('_next/') ? name : `_next/${name}`;
      if (found.has(file) || !texts.has(file) || isOthers(from, file)) continue;
      found.add(file);
      // These name the scripts of all pages, for links that are followed.
      if (!file.endsWith('Manifest.js')) follow(file);
    }
  };
  for (const [name, bytes] of texts) {
    if (!name.endsWith('.html') || noPages.includes(name)) continue;
    const path = `/${name.replace(/(^|\/)index\.html$|\.html$/, '')}`;
    if (!isPage(path)) continue;
    pages[path] = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
    follow(name);
  }
  return { pages, assets: [...found].sort().map((file) => `/${file}`) };
}

/** Every page begins with `_app`, and that loads the desk, late, which the messenger never shows. */
async function whatLoadsTheDesk(next) {
  const read = async (name) => JSON.parse(await readFile(join(next, name), 'utf8'));
  const app = new Set((await read('build-manifest.json')).pages['/_app'].map((file) => `_next/${file}`));
  const late = Object.values(await read('server/pages/_app/react-loadable-manifest.json'));
  const desk = new Set(late.flatMap(({ files }) => files.map((file) => `_next/${file}`)));
  return (from, to) => app.has(from) && desk.has(to);
}

/**
 * The modules of the folder, compiled, as one script: not every browser takes modules as service workers. They share one
 * scope, so no two may give the same name to something.
 */
async function compiledWorker() {
  const folder = await mkdtemp(join(tmpdir(), 'samvad-service-worker-'));
  try {
    const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
    const { status } = spawnSync(process.execPath, [tsc, '-p', source, '--outDir', folder], { stdio: 'inherit' });
    if (status !== 0) throw new Error('The service worker does not compile');
    const modules = (await readdir(join(folder, 'service-worker'))).filter((name) => name.endsWith('.js')).sort();
    const texts = await Promise.all(modules.map((name) => readFile(join(folder, 'service-worker', name), 'utf8')));
    return texts.map((text) => text.replace(/^import [^;]+;\n/gm, '').replace(/^export (\{\};\n)?/gm, '')).join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

const digest = (content) => createHash('sha256').update(content).digest('hex');
