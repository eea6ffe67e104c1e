import type { ChatClient } from '@samvad/client';
import type { Attachment, AttachmentProblem } from './attachment';
import { isShrunk } from './media-type';

/** Asks the server whether it would take the file. Without an answer nothing is said against it. */
export async function checkAttachment(
  client: ChatClient,
  { data, type, problem }: Attachment,
): Promise<Partial<Attachment>> {
  if (problem) return {};
  const ask = (as: Attachment['type']) =>
    client.rest.checkMedia({
      type: as,
      size: isShrunk(data.type) ? Math.min(data.size, 500_000) : data.size,
      ...(data.type ? { format: data.type } : {}),
    });
  try {
    const answer = await ask(type);
    if (answer.accepted) return {};
    // What cannot be shown can still be sent to be kept.
    if (answer.code === 'UNSUPPORTED_MEDIA_TYPE' && type !== 'file') {
      const asFile = await ask('file');
      return asFile.accepted ? { type: 'file' } : { problem: problemOf(asFile) };
    }
    return { problem: problemOf(answer) };
  } catch {
    return {};
  }
}

function problemOf({ code, maxSize }: { code: string | null; maxSize: number }): AttachmentProblem {
  if (code === 'PAYLOAD_TOO_LARGE') return { kind: 'tooLarge', maxSize };
  if (code === 'UNPROCESSABLE_MEDIA') return { kind: 'empty' };
  if (code === 'UNSUPPORTED_MEDIA_TYPE') return { kind: 'unsupported' };
  if (code === 'QUOTA_EXCEEDED') return { kind: 'quota' };
  return { kind: 'refused' };
}
