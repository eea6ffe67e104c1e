import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Decodes a picture, sound or video from its first byte to its last. Rejects when anything is wrong with it. */
export async function decode(path: string): Promise<void> {
  const { stderr } = await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-i', path, '-f', 'null', '-']);
  if (stderr) throw new Error(stderr);
}
