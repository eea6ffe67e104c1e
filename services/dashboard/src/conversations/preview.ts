import type { Message } from '@samvad/client';
import i18next from 'i18next';
import { inertLine } from '../text/inert';

/** A message in one line: its text, else what kind of media it is. */
export function previewText({ messageType, content }: Pick<Message, 'messageType' | 'content'>): string {
  // A row shows some 80 characters: no need to clean 4,000.
  const line = inertLine(content.slice(0, 300));
  if (line !== '' || messageType === 'text' || messageType === 'system') return line;
  return i18next.t(`type_${messageType}`);
}
