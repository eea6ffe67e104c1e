/** Characters that turn the direction of what follows them: a name that ends in one would turn its surroundings too. */
const directionControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Those that write letters backwards: no language needs them, whoever hides what is written does. */
const overrides = /[\u202d\u202e]/g;

/** A name or a title as it can be shown in a line with others: without line breaks and direction controls. */
export function inertLine(text: string): string {
  return text.replace(directionControls, '').replace(/\s+/g, ' ').trim();
}

/** A text of several lines, each of which is shown in a direction of its own. */
export function inertText(text: string): string {
  return text.replace(overrides, '').replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
}

/** A name within a sentence that can hold no elements: kept to itself whatever direction it is written in. */
export function isolated(name: string): string {
  return `\u2068${inertLine(name)}\u2069`;
}
