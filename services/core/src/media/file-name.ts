/** Characters a name may have. */
const longest = 255;
const longestExtension = 20;
// Control characters, line separators, and what turns the direction of text around, so that `gpj.exe` reads `exe.jpg`.
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A name as it may be stored and shown: without folders, line breaks, or characters that nobody sees, at most 255
 * characters. `file` when nothing is left. It names nothing on our side.
 */
export function cleanFileName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  // A joiner is invisible too, but emoji and several scripts of India are made with it.
  const clean = base.replace(hidden, (one) => (one === '\u200d' || one === '\u200c' ? one : '')).trim();
  if (/^\.*$/.test(clean)) return 'file';
  const letters = [...clean];
  if (letters.length <= longest) return clean;
  const extension = [...(/\.[^.]+$/.exec(clean)?.[0] ?? '')];
  const kept = extension.length <= longestExtension ? extension : [];
  return [...letters.slice(0, longest - kept.length), ...kept].join('');
}
