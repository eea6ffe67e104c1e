const plainIcon = '/icon.svg';

/** The count in the favicon, and on the app's icon where it is installed. 0 takes it away. */
export function showCount(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) link.href = count > 0 ? iconWith(count) : plainIcon;
  // Refused where it is not installed.
  if (count > 0) void navigator.setAppBadge?.(count).catch(() => {});
  else void navigator.clearAppBadge?.().catch(() => {});
}

/** `(3) Samvad` */
export function titleWith(count: number, title: string): string {
  return count > 0 ? `(${count > 99 ? '99+' : count}) ${title}` : title;
}

/** The speech bubble of our icon with the count over it. */
function iconWith(count: number): string {
  const text = count > 99 ? '99+' : String(count);
  const width = 22 + 13 * text.length;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#1c7f4b" d="M14 6h36a10 10 0 0 1 10 10v24a10 10 0 0 1-10 10H30L16 60V50h-2A10 10 0 0 1 4 40V16A10 10 0 0 1 14 6Z"/><rect x="${64 - width}" y="26" width="${width}" height="38" rx="17" fill="#d92626"/><text x="${64 - width / 2}" y="55" font-family="Arial,sans-serif" font-size="${text.length > 2 ? 24 : 29}" font-weight="700" fill="#fff" text-anchor="middle">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
