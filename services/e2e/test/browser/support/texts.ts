import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@samvad/infra';
import type { Page } from 'playwright-core';

type Tree = { [key: string]: string | Tree };

/** All texts of a language, by `namespace.key`. */
export function textsOf(language: 'en' | 'hi'): Map<string, string> {
  const folder = join(REPOSITORY, 'services', 'dashboard', 'src', 'i18n', language);
  const texts = new Map<string, string>();
  const add = (name: string, value: string | Tree) => {
    if (typeof value === 'string') texts.set(name, value);
    else for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner);
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    add(file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return texts;
}

/** A text with places for values, as a pattern for what it has become with them. */
function pattern(text: string): RegExp {
  const parts = text.replace(/<\/?\w+>/g, '').split(/{{[^}]*}}/);
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
}

/** English texts that are another in Hindi. */
const english = (): RegExp[] => {
  const hindi = textsOf('hi');
  const translated = [...textsOf('en')].filter(([key, text]) => text !== hindi.get(key) && /[A-Za-z]{2}/.test(text));
  return translated.map(([, text]) => pattern(text));
};

/**
 * What the page says in English, to eyes and to screen readers, of what it has in Hindi. What people have written
 * themselves is in their own language.
 */
export async function leftInEnglish(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || element.closest('script, style, template, bdi')) continue;
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription']) {
          const value = node.getAttribute(name)?.trim();
          if (value) found.add(value);
        }
      } else if (node.textContent?.trim()) found.add(node.textContent.trim().replace(/\s+/g, ' '));
    }
    return [...found, document.title];
  });
  const patterns = english();
  return said.filter((text) => patterns.some((one) => one.test(text)));
}
