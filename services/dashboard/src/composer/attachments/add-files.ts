import { type ChatClient, shrinkImage } from '@samvad/client';
import { type Attachment, type AttachmentSource, newAttachment } from './attachment';
import { checkAttachment } from './check-attachment';
import { isHeic, mediaTypeOf } from './media-type';
import { addToTray, changeInTray, type TrayNotice } from './tray-store';

/** Puts files that were picked, pasted or dropped into the tray, in their order, and finds out which cannot be sent. */
export async function addFiles(
  client: ChatClient,
  key: string,
  files: readonly File[],
  notice: TrayNotice | null = null,
): Promise<void> {
  const sources = await Promise.all(files.map(sourceOf));
  addAttachments(client, key, sources.map(newAttachment), notice);
}

export function addAttachments(
  client: ChatClient,
  key: string,
  attachments: readonly Attachment[],
  notice: TrayNotice | null = null,
): void {
  addToTray(key, attachments, notice);
  for (const attachment of attachments) {
    void checkAttachment(client, attachment).then((change) => {
      if (Object.keys(change).length > 0) changeInTray(key, attachment.id, change);
    });
  }
}

async function sourceOf(file: File): Promise<AttachmentSource> {
  const source = { data: file, name: file.name, type: mediaTypeOf(file.type) };
  if (file.size === 0) return { ...source, problem: { kind: 'empty' } };
  if (!(await isReadable(file))) return { ...source, problem: { kind: 'unreadable' } };
  return isHeic(file) ? asJpeg(file) : source;
}

/** Apple's browsers can make a JPEG of it; the server takes no HEIC, as few could look at it. */
async function asJpeg(file: File): Promise<AttachmentSource> {
  const converted = await shrinkImage(file);
  if (converted === file || isHeic(new File([], file.name, { type: converted.type }))) {
    return { data: file, name: file.name, type: 'file', problem: { kind: 'heic' } };
  }
  return { data: converted, name: file.name.replace(/\.hei[cf]$/i, '.jpg'), type: 'image' };
}

/** A file that was moved, or that is in truth a folder, cannot be read: better said now than when it is sent. */
async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
