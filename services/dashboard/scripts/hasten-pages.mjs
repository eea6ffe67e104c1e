import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the browser keeps what a page goes by: `StorageSessionStore` of the client, and `i18n/languages.ts`. */
const sessionKey = 'samvad:session';
const languageKey = 'samvad.language';

/** What the client asks for first, word by word; taken over by `session/early-request.ts`. */
const firstRequest = '/api/v1/chat/conversations?limit=100';
/** A token that expires sooner is renewed by the client first (ms). */
const tokenMargin = 90_000;

const languages = ['en', 'hi'];
const everywhere = ['common', 'sign-in'];
const desk = {
  signedOut: { components: ['Desk', 'SignIn'], texts: ['desk', 'conversations'] },
  signedIn: { components: ['Desk', 'SignedInDesk'], texts: ['desk', 'conversations'] },
};
const messenger = {
  signedOut: { components: ['Entrance'], texts: ['messenger', 'desk'] },
  signedIn: { components: ['CustomerView'], texts: ['messenger', 'desk', 'timeline', 'composer'] },
};
/** What follows it is not held up by styles; it stands within the first bytes, where browsers look for it. */
const charset = '<meta charSet="utf-8"/>';
const pages = { 'index.html': desk, 'c.html': desk, 'chat.html': messenger };

/**
 * A page learns what it shows step by step: who is signed in, in which language, which component that takes, and loads each
 * when it gets there. On a slow network every step is a round trip. So each page gets a script of a few lines that asks for all of it
 * at once, by what the browser keeps, and for the first request of whoever is signed in; what it guesses wrong is loaded as before. And the scripts of the page itself are
 * asked for beside its styles, not after them: an inline script waits for the styles before it, and with it all that follows.
 *
 * `out`: a finished export. Before the pages are secured, as that counts the scripts. Rejects when a component or a text
 * is not found in what was built.
 */
export async function hastenPages(out) {
  const chunks = await readChunks(join(out, '_next', 'static', 'chunks'));
  for (const [name, face] of Object.entries(pages)) {
    const file = join(out, name);
    const page = await readFile(file, 'utf8');
    const plan = await planOf(page, face, chunks);
    const early = [...page.matchAll(/<script src="([^"]*\/chunks\/[^"]*)"/g)].map(
      ([, src]) => `<link rel="preload" as="script" href="${src}"/>`,
    );
    if (!page.includes(charset)) throw new Error(`${name} has no ${charset}`);
    await writeFile(file, page.replace(charset, `${charset}<script>${script(plan)}</script>${early.join('')}`));
  }
}

/** By state: the files of its components, and by language those of its texts. */
async function planOf(page, face, chunks) {
  const own = [...page.matchAll(/static\/chunks\/[\w.~-]+\.js/g)].map(([file]) => file);
  const plan = {};
  for (const [state, { components, texts }] of Object.entries(face)) {
    const files = [];
    for (const name of components) files.push(...componentFiles(name, [...own, ...files], chunks));
    const byLanguage = {};
    for (const language of languages) {
      const found = [...everywhere, ...texts].map((namespace) => textFile(language, namespace, own, chunks));
      byLanguage[language] = await Promise.all(found);
    }
    plan[state] = { files: [...new Set(files)], texts: byLanguage };
  }
  return plan;
}

/** What `import()` of a component loads: of all that is loaded late from those files, what has the export. */
function componentFiles(name, from, chunks) {
  const has = (file) => chunks.get(file)?.text.includes(`"${name}",0,`);
  const found = late(from, chunks).filter((files) => files.some(has));
  if (found.length !== 1) throw new Error(`${name} is loaded late in ${found.length} ways`);
  return found[0];
}

async function textFile(language, namespace, from, chunks) {
  const source = fileURLToPath(new URL(`../src/i18n/${language}/${namespace}.json`, import.meta.url));
  const texts = leaves(JSON.parse(await readFile(source, 'utf8')));
  const hasAll = ([file]) => texts.every((text) => chunks.get(file)?.text.includes(JSON.stringify(text).slice(1, -1)));
  const found = late(from, chunks).filter((files) => files.length === 1 && hasAll(files));
  if (found.length !== 1) throw new Error(`the texts ${language}/${namespace} are loaded late in ${found.length} ways`);
  return found[0][0];
}

const late = (from, chunks) => [...new Set(from)].flatMap((file) => chunks.get(file)?.late ?? []);

/** Strings that stand in the bundle as they are written: none that is written with an apostrophe or a template there. */
function leaves(texts) {
  const all = Object.values(texts).flatMap((one) => (typeof one === 'string' ? [one] : leaves(one)));
  return all.filter((text) => !/["'`\\\n$]/.test(text)).slice(0, 8);
}

async function readChunks(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const read = names.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8');
    const groups = [...text.matchAll(/Promise\.all\(\[((?:"static\/chunks\/[^"]+",?)+)\]/g)];
    return [`static/chunks/${name}`, { text, late: groups.map(([, list]) => JSON.parse(`[${list}]`)) }];
  });
  return new Map(await Promise.all(read));
}

function script(plan) {
  return `(function(){try{var p=${JSON.stringify(plan)};
var i=JSON.parse(localStorage.getItem(${JSON.stringify(sessionKey)}));
var s=p[i===null?"signedOut":"signedIn"];
var l=[localStorage.getItem(${JSON.stringify(languageKey)})].concat(navigator.languages.map(function(t){return t.split("-")[0]})).find(function(t){return t in s.texts})||"en";
if(i!==null&&i.expiresAt-Date.now()>${tokenMargin}){var a=new AbortController(),u=${JSON.stringify(firstRequest)},h="Bearer "+i.token;
var w=window.samvadEarly={url:u,authorization:h,at:performance.now(),abort:a,answer:fetch(u,{headers:{authorization:h},signal:a.signal})};w.answer.catch(function(){})}
s.files.concat(s.texts[l]).forEach(function(f){var k=document.createElement("link");k.rel="preload";k.as=/\\.css$/.test(f)?"style":"script";k.href="/_next/"+f;document.head.append(k)})
}catch(e){}})()`;
}
