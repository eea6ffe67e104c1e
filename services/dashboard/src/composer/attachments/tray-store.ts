import type { Attachment } from './attachment';

/** What was done to the tray, to be said beside it. */
export type TrayNotice = { readonly kind: 'tooMany' | 'folder'; readonly count: number };

export interface Tray {
  readonly attachments: readonly Attachment[];
  readonly notice: TrayNotice | null;
}

/** Files that go out together. */
export const mostAttachments = 10;

const empty: Tray = { attachments: [], notice: null };
/** By the draft's key. In memory: files are not kept across a reload before they are sent. */
const trays = new Map<string, Tray>();
const listeners = new Set<() => void>();

export const trayOf = (key: string): Tray => trays.get(key) ?? empty;
export const hasAttachments = (key: string): boolean => trayOf(key).attachments.length > 0;

export function subscribeTrays(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** At the end, as many as there is room for. */
export function addToTray(key: string, added: readonly Attachment[], notice: TrayNotice | null = null): void {
  const { attachments } = trayOf(key);
  const room = Math.max(0, mostAttachments - attachments.length);
  const [taken, left] = [added.slice(0, room), added.slice(room)];
  forget(left);
  set(key, [...attachments, ...taken], left.length > 0 ? { kind: 'tooMany', count: left.length } : notice);
}

/** Where it still is in the tray. */
export function changeInTray(key: string, id: string, change: Partial<Attachment>): void {
  const { attachments, notice } = trayOf(key);
  if (!attachments.some((attachment) => attachment.id === id)) return;
  const changed = attachments.map((attachment) => (attachment.id === id ? { ...attachment, ...change } : attachment));
  set(key, changed, notice);
}

export function removeFromTray(key: string, id: string): void {
  const { attachments } = trayOf(key);
  forget(attachments.filter((attachment) => attachment.id === id));
  set(
    key,
    attachments.filter((attachment) => attachment.id !== id),
  );
}

export function emptyTray(key: string): void {
  forget(trayOf(key).attachments);
  set(key, []);
}

export function clearTrays(): void {
  for (const { attachments } of trays.values()) forget(attachments);
  trays.clear();
  changed();
}

function set(key: string, attachments: readonly Attachment[], notice: TrayNotice | null = null): void {
  if (attachments.length === 0 && !notice) trays.delete(key);
  else trays.set(key, { attachments, notice });
  changed();
}

function forget(attachments: readonly Attachment[]): void {
  if (attachments.length === 0) return;
  // What is still on the screen for a moment may still be reading it.
  setTimeout(() => {
    for (const { url } of attachments) URL.revokeObjectURL(url);
  }, 1_000);
}

function changed(): void {
  for (const tell of [...listeners]) tell();
}
