import type { MessageType } from '@samvad/contract';

/** Code points of a text that a notification shows. */
const longest = 120;

const words = {
  en: { hidden: 'New message', image: 'Photo', video: 'Video', audio: 'Voice message', file: 'File' },
  hi: { hidden: 'नया संदेश', image: 'फ़ोटो', video: 'वीडियो', audio: 'वॉइस संदेश', file: 'फ़ाइल' },
};
const icons = { image: '📷', video: '🎥', audio: '🎤', file: '📄' };

/** What a notification says of a message, in the language of the locale (Hindi, or English for every other). */
export function pushText(type: MessageType, content: string, locale: string, showContent: boolean): string {
  const said = words[/^hi\b/i.test(locale) ? 'hi' : 'en'];
  if (!showContent) return said.hidden;
  if (type === 'text' || type === 'system') return shorten(content);
  return `${icons[type]} ${content.trim() === '' ? said[type] : shorten(content)}`;
}

export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line.slice(0, longest * 2 + 2)];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}
