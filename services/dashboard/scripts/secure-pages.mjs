import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a Content-Security-Policy into every page that allows our own files and, by its hash, each of the few inline
 * scripts the page has: nothing that a message could smuggle in runs. What a `meta` cannot say (`frame-ancestors`) is for
 * the web server's headers.
 */
export async function securePages(folder) {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(names.filter((name) => name.endsWith('.html')).map((name) => secure(join(folder, name))));
}

async function secure(file) {
  const page = await readFile(file, 'utf8');
  const hashes = inlineScripts(page).map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  const policy = contentSecurityPolicy([...new Set(hashes)]);
  const secured = page.replace('<head>', `<head><meta http-equiv="Content-Security-Policy" content="${policy}"/>`);
  if (secured === page) throw new Error(`${file} has no <head>`);
  await writeFile(file, secured);
}

/** The text of each script that runs and has no `src`; data blocks have a type of their own and do not run. */
function inlineScripts(page) {
  return [...page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)]
    .filter(([, attributes]) => !/\bsrc=|\btype="application\/json"/.test(attributes))
    .map(([, , script]) => script);
}

function contentSecurityPolicy(scriptHashes) {
  return [
    "default-src 'none'",
    `script-src 'self' ${scriptHashes.join(' ')}`,
    // Mantine and the virtual lists position by style attributes.
    "style-src 'self' 'unsafe-inline'",
    // blob: is what this browser itself made: a picture before it is uploaded, a voice note before it is sent.
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ');
}
