/** Without letters and digits that are taken for each other when read out on the phone. */
const letters = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const groups = 4;
const groupLength = 4;

/** `hq7M-vKp3-…`: 16 letters, of 55 each, are 92 bits. */
export function generatePassword(): string {
  return Array.from({ length: groups }, () => Array.from({ length: groupLength }, randomLetter).join('')).join('-');
}

/** Each as likely as any other: a byte beyond the last whole round is thrown again. */
function randomLetter(): string {
  const end = 256 - (256 % letters.length);
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < end) return letters.charAt(byte % letters.length);
  }
}
