import type { MediaType } from '@samvad/contract';

/** Why a file cannot be sent as it is. */
export type AttachmentProblem =
  | { readonly kind: 'empty' | 'heic' | 'unsupported' | 'quota' | 'unreadable' | 'refused' }
  /** Bytes. */
  | { readonly kind: 'tooLarge'; readonly maxSize: number };

/** A file in the tray, before it is sent. */
export interface Attachment {
  readonly id: string;
  readonly data: Blob;
  readonly name: string;
  readonly type: MediaType;
  /** Of this browser alone, to look at it; given back when it leaves the tray. */
  readonly url: string;
  /** Milliseconds, of what was recorded here. */
  readonly durationMs?: number;
  readonly problem?: AttachmentProblem;
}

export interface AttachmentSource {
  data: Blob;
  name: string;
  type: MediaType;
  durationMs?: number;
  problem?: AttachmentProblem;
}

let made = 0;

export function newAttachment(source: AttachmentSource): Attachment {
  made += 1;
  return { ...source, id: `attachment-${made}`, url: URL.createObjectURL(source.data) };
}
