import type { maxContentLength as contractLimit } from '@samvad/contract';

/** Said again, as the contract's own would bring all its schemas into the page; another number does not compile. */
export const maxContentLength: typeof contractLimit = 4000;

/** What is left is shown from here on (code points). */
const nearTheEnd = maxContentLength - 200;

/** Code points: what the contract's limit is in, and nearer to what people count than code units. */
function messageLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** How many may still be written, below zero if too many are; undefined while it does not matter yet. */
export function charactersLeft(text: string): number | undefined {
  // There are at least as many code units: most texts need no counting.
  if (text.length < nearTheEnd) return undefined;
  const length = messageLength(text.trim());
  return length < nearTheEnd ? undefined : maxContentLength - length;
}
