/** What can be uploaded: a `File`, or a `Blob` with a name given beside it. */
export type UploadSource = Blob & { readonly name?: string };

export interface UploadOptions {
  type: 'image' | 'video' | 'audio' | 'file';
  /** The name to be shown; by default the file's own. */
  name?: string;
  /** Bytes, of bytes; never falls. Told as often as the platform tells it. */
  onProgress?: (sent: number, total: number) => void;
  /** Gives it up: rejects with `ABORTED`. */
  signal?: AbortSignal;
}
