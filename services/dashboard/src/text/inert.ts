/** Characters that turn the direction of what follows them: a name that ends in one would turn its surroundings too. */
const directionControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name or a title as it can be shown in a line with others: without line breaks and direction controls. */
export function inertLine(text: string): string {
  return text.replace(directionControls, '').replace(/\s+/g, ' ').trim();
}
