/** A picture of its own, with skin and hair, joined ones, flags, and keycaps. */
const emoji =
  /^(?:\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)*|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\s)+$/u;

/** As many as a large line has room for. */
const most = 5;

/** Whether a text is nothing but a few emoji. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 60 || !emoji.test(text)) return false;
  const shown = text.replace(/\s/g, '');
  return shown.length > 0 && [...new Intl.Segmenter().segment(shown)].length <= most;
}
