import type { MediaType } from '@samvad/contract';
import type { OutboxFile } from '../store/chat-state.js';

/** A file as it is given to `send`. */
export interface DraftFile {
  /**
   * A `File` or `Blob`; bytes are taken too. In Node `await fs.openAsBlob(path)` is read piece by piece rather than into
   * memory. In React Native `await (await fetch(uri)).blob()`.
   */
  data: Blob | ArrayBuffer | ArrayBufferView;
  /** The name to be shown; by default the file's own. */
  name?: string;
  type: MediaType;
  /** Whether a large photo is made smaller first, where the platform can; default true. See `shrinkImage`. */
  shrink?: boolean;
}

export function toBlob({ data }: DraftFile): Blob {
  if (data instanceof Blob) return data;
  return new Blob([data as ArrayBuffer]);
}

export function toOutboxFile({ data, name, type, shrink = true }: DraftFile, { size, type: format }: Blob): OutboxFile {
  return {
    name: name ?? (data as { name?: string }).name ?? 'file',
    ...{ type, size, format, shrink: shrink && type === 'image' },
  };
}
