import { useState } from 'react';
import { isEmojiOnly } from './emoji-only';
import { inertText } from './inert';
import { type TextPart, textParts } from './links';
import css from './message-text.module.css';

/** More lines than this wait for a click: nobody should have to scroll past a thousand empty ones. */
const mostLines = 40;

/**
 * What a person has written, as text and nothing else. Every line finds its own direction, and keeps it to itself; links
 * lead where they say.
 */
export function MessageText({ text, showMore }: { text: string; showMore: string }) {
  const [isWhole, setIsWhole] = useState(false);
  if (isEmojiOnly(text)) return <p className={css.emoji}>{text.trim()}</p>;
  const lines = inertText(text)
    .replace(/\n{3,}/g, '\n\n')
    .split('\n');
  const isLong = lines.length > mostLines && !isWhole;
  return (
    <>
      {(isLong ? lines.slice(0, mostLines) : lines).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message does not change
        <p key={index} dir="auto" className={css.line}>
          {line === '' ? '\u200b' : <Line text={line} />}
        </p>
      ))}
      {isLong && (
        <button type="button" className={css.more} onClick={() => setIsWhole(true)}>
          {showMore}
        </button>
      )}
    </>
  );
}

function Line({ text }: { text: string }) {
  return textParts(text).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a message does not change
    <Part key={index} part={part} />
  ));
}

function Part({ part }: { part: TextPart }) {
  if (typeof part === 'string') return part;
  return (
    <a dir="ltr" className={css.link} href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {part.shown}
    </a>
  );
}
