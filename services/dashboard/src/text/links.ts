/** A stretch of text: plain, or a link as it may be shown. */
export type TextPart = string | { readonly href: string; readonly shown: string };

/** Never part of a link: blanks, quotes, and what is invisible or turns the direction of writing. */
const notInLinks =
  '\\s<>"`\\\\\\u0000-\\u001f\\u007f-\\u00a0\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff';
const web = `(?:https?:\\/\\/|www\\.)[^${notInLinks}]+`;
const mail = '(?:mailto:)?[\\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\\.)+[a-z]{2,24}';
const phone = '(?:tel:\\+?|\\+)\\d[\\d ()-]{4,18}\\d';
const longestTail = 20;
const candidate = new RegExp(`(?<![\\p{L}\\p{N}_@/.+-])(?:${web}|${mail}|${phone})`, 'giu');

/** Finds what may be clicked. Everything else, `javascript:` above all, stays text. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const source = withoutTail(found);
    const link = toLink(source);
    if (!link) continue;
    if (index > end) parts.push(text.slice(end, index));
    parts.push(link);
    end = index + source.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

function toLink(source: string): TextPart | undefined {
  if (/^(?:https?:|www\.)/i.test(source)) return webLink(source);
  if (source.includes('@')) return { href: `mailto:${source.replace(/^mailto:/i, '')}`, shown: source };
  const number = source.replace(/^tel:/i, '').replace(/[^\d+]/g, '');
  return number.length >= 7 ? { href: `tel:${number}`, shown: source } : undefined;
}

/**
 * Shown with the host that it leads to, as browsers name it: letters that look like others' come out as `xn--…`. One with a
 * user's name before the host (`https://bank.example@elsewhere.example`) only serves to deceive.
 */
function webLink(source: string): TextPart | undefined {
  const scheme = /^https?:\/\//i.exec(source)?.[0] ?? '';
  const url = toUrl(scheme ? source : `https://${source}`);
  if (!url || url.username || url.password || !/^https?:$/.test(url.protocol)) return undefined;
  const rest = /[/?#].*$/su.exec(source.slice(scheme.length))?.[0] ?? '';
  return { href: url.href, shown: scheme.toLowerCase() + url.host + rest };
}

function toUrl(source: string): URL | undefined {
  try {
    return new URL(source);
  } catch {
    return undefined;
  }
}

/** Without the punctuation of the sentence around it; a bracket that was opened within stays. */
function withoutTail(found: string): string {
  let end = found.length;
  for (; end > found.length - longestTail; end -= 1) {
    const last = found.charAt(end - 1);
    if (/[.,;:!?'’”»…।॥،؛؟*_~]/u.test(last)) continue;
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    if (!opening) break;
    const before = found.slice(0, end);
    if (before.split(opening).length >= before.split(last).length) break;
  }
  return found.slice(0, end);
}
