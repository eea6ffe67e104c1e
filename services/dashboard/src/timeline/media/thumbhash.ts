const known = new Map<string, string | undefined>();
const mostKnown = 300;
/** Pixels of the longer side; the browser blurs the rest. */
const longSide = 20;

/** A blurred picture as a url, of a ThumbHash in base64 (https://evanw.github.io/thumbhash). Undefined if it is none. */
export function previewUrl(hash: string): string | undefined {
  if (known.has(hash)) return known.get(hash);
  if (known.size >= mostKnown) known.clear();
  const url = toUrl(hash);
  known.set(hash, url);
  return url;
}

function toUrl(hash: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(hash), (character) => character.charCodeAt(0));
    return bytes.length < 6 ? undefined : bitmapUrl(decode(bytes));
  } catch {
    return undefined;
  }
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Blue, green, red; rows from below, as bitmaps have them. */
  readonly pixels: number[];
}

/** A few cosine waves of lightness (l), and of two colours (p: yellow and blue, q: red and green), added up. */
function decode(hash: Uint8Array): Picture {
  const byte = (at: number) => hash[at] ?? 0;
  const head = byte(0) | (byte(1) << 8) | (byte(2) << 16);
  const tail = byte(3) | (byte(4) << 8);
  const hasAlpha = head >> 23 !== 0;
  const isLandscape = tail >> 15 !== 0;
  const wavesLong = hasAlpha ? 5 : 7;
  const waves = [isLandscape ? wavesLong : tail & 7, isLandscape ? tail & 7 : wavesLong] as const;
  const [nx, ny] = [Math.max(3, waves[0]), Math.max(3, waves[1])];
  let nibble = (hasAlpha ? 6 : 5) * 2;
  const channel = (mean: number, columns: number, rows: number, scale: number) => {
    const terms: { cx: number; cy: number; by: number }[] = [];
    for (let cy = 0; cy < rows; cy += 1) {
      for (let cx = cy ? 0 : 1; cx * rows < columns * (rows - cy); cx += 1) {
        const value = (byte(nibble >> 1) >> ((nibble & 1) << 2)) & 15;
        terms.push({ cx, cy, by: (value / 7.5 - 1) * scale });
        nibble += 1;
      }
    }
    return (x: number, y: number) =>
      terms.reduce(
        (sum, { cx, cy, by }) => sum + by * Math.cos(Math.PI * x * cx) * Math.cos(Math.PI * y * cy) * (cy ? 2 : 1),
        mean,
      );
  };
  const l = channel((head & 63) / 63, nx, ny, ((head >> 18) & 31) / 31);
  const p = channel(((head >> 6) & 63) / 31.5 - 1, 3, 3, (((tail >> 3) & 63) / 63) * 1.25);
  const q = channel(((head >> 12) & 63) / 31.5 - 1, 3, 3, (((tail >> 9) & 63) / 63) * 1.25);
  const ratio = waves[0] / waves[1];
  const width = Math.max(1, Math.round(ratio > 1 ? longSide : longSide * ratio));
  const height = Math.max(1, Math.round(ratio > 1 ? longSide / ratio : longSide));
  const pixels: number[] = [];
  for (let row = height - 1; row >= 0; row -= 1) {
    for (let column = 0; column < width; column += 1) {
      const [x, y] = [(column + 0.5) / width, (row + 0.5) / height];
      const [lightness, yellow, red] = [l(x, y), p(x, y), q(x, y)];
      const b = lightness - (2 / 3) * yellow;
      const r = (3 * lightness - b + red) / 2;
      for (const colour of [b, r - red, r]) pixels.push(Math.round(255 * Math.min(1, Math.max(0, colour))));
    }
    while (pixels.length % 4 !== 0) pixels.push(0);
  }
  return { width, height, pixels };
}

/** The simplest format that every browser shows. */
function bitmapUrl({ width, height, pixels }: Picture): string {
  const headLength = 54;
  const file = new DataView(new ArrayBuffer(headLength + pixels.length));
  file.setUint16(0, 0x424d);
  file.setUint32(2, headLength + pixels.length, true);
  file.setUint32(10, headLength, true);
  file.setUint32(14, 40, true);
  file.setInt32(18, width, true);
  file.setInt32(22, height, true);
  file.setUint16(26, 1, true);
  file.setUint16(28, 24, true);
  file.setUint32(34, pixels.length, true);
  const bytes = new Uint8Array(file.buffer);
  bytes.set(pixels, headLength);
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}
