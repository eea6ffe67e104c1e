import { type ErrorCode, errors } from '@samvad/contract';
import { escapeHtml, heading } from './html.js';

const errorId = (code: string) => `error-${code}`;

/** A code, linked to what it means. */
export const errorLink = (code: string) => `<a href="#${errorId(code)}"><code>${escapeHtml(code)}</code></a>`;

export const errorEntries = () =>
  Object.keys(errors).map((code) => ({ id: errorId(code), label: `<code>${escapeHtml(code)}</code>` }));

/** Every error code of the contract. */
export function errorSection(): string {
  const items = (Object.keys(errors) as ErrorCode[]).map((code) => {
    const { status, message, temporary } = errors[code];
    const again = temporary ? 'Temporary: the same request may succeed later.' : 'The same request will fail again.';
    return `<li id="${errorId(code)}"><div><code class="name">${code}</code> <span class="type">${status}</span></div><p>${escapeHtml(message)}. ${again}</p></li>`;
  });
  return `<section>${heading(2, 'errors', 'Errors', 'Errors')}<ul class="fields">${items.join('\n')}</ul></section>`;
}
