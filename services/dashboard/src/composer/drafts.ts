/** What somebody has begun to write in a conversation. */
export interface Draft {
  readonly text: string;
  /** For agents: the newest `seq` that was before them when they began. */
  readonly seenSeq?: number;
  /** Epoch milliseconds of the last change. */
  readonly at: number;
}

const prefix = 'samvad.draft.';
/** Milliseconds: a key press should not cost a write. */
const quiet = 400;
const mostDrafts = 200;
/** Code units. More could not be sent anyway, and the storage is shared. */
const longestKept = 20_000;

/** Everything that was asked for; null where there is no draft. */
const drafts = new Map<string, Draft | null>();
const listeners = new Set<() => void>();
const unwritten = new Set<string>();
/** Those under the caret of this tab: what other tabs write is not put under somebody's fingers. */
const held = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let isWatching = false;

/** Names a draft: one per person and conversation. */
export const draftKey = (personId: string, conversationId: string) => `${personId}.${conversationId}`;

export function getDraft(key: string): Draft | null {
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = stored(key);
    drafts.set(key, draft);
  }
  return draft;
}

/** Kept a moment later; one without text is not kept, and forgotten at once, lest a sent text come back. */
export function setDraft(key: string, draft: Draft | null): void {
  drafts.set(key, draft);
  if (draft?.text) {
    unwritten.add(key);
    timer ??= setTimeout(writeDrafts, quiet);
  } else {
    unwritten.delete(key);
    attempt(() => localStorage.removeItem(prefix + key));
  }
  changed();
}

export function subscribeDrafts(listener: () => void): () => void {
  watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** While it is edited here, what other tabs make of it is not taken over. Returns the end of it. */
export function holdDraft(key: string): () => void {
  held.add(key);
  return () => {
    held.delete(key);
    if (unwritten.has(key)) writeDrafts();
    else refresh(key);
  };
}

/** Forgets all of them, of everybody at this browser, and what waits in the trays. */
export async function clearDrafts(): Promise<void> {
  unwritten.clear();
  for (const key of storedKeys()) attempt(() => localStorage.removeItem(key));
  for (const key of drafts.keys()) drafts.set(key, null);
  changed();
  const { clearTrays } = await import('./attachments/tray-store');
  clearTrays();
}

function changed(): void {
  for (const tell of [...listeners]) tell();
}

function writeDrafts(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const key of unwritten) {
    const draft = drafts.get(key);
    if (!draft) continue;
    const kept = JSON.stringify({ ...draft, text: draft.text.slice(0, longestKept) });
    // Without storage it lasts as long as the tab.
    attempt(() => localStorage.setItem(prefix + key, kept));
  }
  unwritten.clear();
  makeRoom();
}

/** Drops those that were not touched for the longest time. */
function makeRoom(): void {
  const keys = storedKeys();
  if (keys.length <= mostDrafts) return;
  const byAge = keys.map((key) => ({ key, at: stored(key.slice(prefix.length))?.at ?? 0 })).sort((a, b) => a.at - b.at);
  for (const { key } of byAge.slice(0, keys.length - mostDrafts)) attempt(() => localStorage.removeItem(key));
}

function stored(key: string): Draft | null {
  try {
    const { text, seenSeq, at } = JSON.parse(localStorage.getItem(prefix + key) ?? '{}');
    if (typeof text !== 'string' || text === '') return null;
    return { text, at: Number(at) || 0, ...(typeof seenSeq === 'number' ? { seenSeq } : {}) };
  } catch {
    return null;
  }
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** Takes over what another tab has made of it. */
function refresh(key: string): void {
  const before = drafts.get(key);
  const now = stored(key);
  if (before === undefined || before?.at === now?.at) return;
  // One that was never kept (files without text) is no other tab's business.
  if (!now && !before?.text) return;
  drafts.set(key, now);
  changed();
}

function watch(): void {
  if (isWatching) return;
  isWatching = true;
  addEventListener('storage', ({ key, storageArea }) => {
    if (storageArea !== localStorage || (key !== null && !key.startsWith(prefix))) return;
    const touched = key === null ? [...drafts.keys()] : [key.slice(prefix.length)];
    for (const each of touched) if (!held.has(each) && !unwritten.has(each)) refresh(each);
  });
  // Phones end pages without a word: what is hidden is as good as gone.
  addEventListener('pagehide', writeDrafts);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') writeDrafts();
  });
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // Full, or not allowed.
  }
}
