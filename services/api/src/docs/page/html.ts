/** Text as HTML shows it. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A line with `code` in it. */
export const line = (text: string): string => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/** Paragraphs, by empty lines. */
export const paragraphs = (text: unknown): string =>
  String(text ?? '')
    .split('\n\n')
    .filter(Boolean)
    .map((one) => `<p>${line(one)}</p>`)
    .join('\n');

/** A heading that can be linked to. */
export const heading = (level: 2 | 3 | 4, id: string, html: string, name: string): string =>
  `<h${level} id="${escapeHtml(id)}">${html} <a class="anchor" href="#${escapeHtml(id)}" aria-label="Link to ${escapeHtml(name)}">#</a></h${level}>`;

/** JSON (or text) to be read. */
export function example(title: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return `<details open><summary>${line(title)}</summary><pre tabindex="0"><code>${escapeHtml(text)}</code></pre></details>`;
}

export interface Entry {
  id: string;
  /** HTML. */
  label: string;
}

export interface PageParts {
  title: string;
  /** Which of the two references it is. */
  current: 'rest' | 'socket';
  contents: { title: string; entries: Entry[] }[];
  intro: string;
  body: string;
}

export function page({ title, current, contents, intro, body }: PageParts): string {
  const tab = (name: PageParts['current'], href: string, text: string) =>
    `<a href="${href}"${name === current ? ' aria-current="page"' : ''}>${text}</a>`;
  const groups = contents.map(
    (group) =>
      `<li><span>${escapeHtml(group.title)}</span><ul>${group.entries
        .map(({ id, label }) => `<li><a href="#${escapeHtml(id)}">${label}</a></li>`)
        .join('')}</ul></li>`,
  );
  const json = current === 'rest' ? '/docs/openapi.json' : '/docs/asyncapi.json';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/docs/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">Skip to the reference</a>
<header><strong>Samvad</strong> <span class="tabs">${tab('rest', '/docs', 'REST')} ${tab('socket', '/docs/socket', 'Socket')} <a href="${json}">${current === 'rest' ? 'OpenAPI' : 'AsyncAPI'}</a></span></header>
<div class="columns">
<nav aria-label="Contents"><ul>${groups.join('\n')}</ul></nav>
<main id="main" tabindex="-1">
<h1>${escapeHtml(title)}</h1>
${intro}
${body}
</main>
</div>
</body>
</html>
`;
}
