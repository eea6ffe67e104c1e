import type { Media } from '@samvad/contract';
import type { Auth } from '../auth/auth.js';
import { ChatError, isAboutSignIn, toChatError } from '../chat-error.js';
import type { Settings } from '../options.js';
import type { Http } from '../rest/http.js';
import type { Rest } from '../rest/rest.js';
import { uploadMultipart } from './multipart.js';
import type { UploadOptions, UploadSource } from './upload-source.js';

/** Up to here one request is better than several (bytes). */
const small = 1_000_000;

interface Parts {
  http: Http;
  auth: Auth;
  rest: Rest;
  settings: Settings;
}

/**
 * Uploads, having asked first whether it would be taken. Resolves with the media, which may still be `processing`:
 * `media:updated` tells when it is ready. Rejects with what it is refused with, before its bytes are sent if possible.
 */
export async function upload(file: UploadSource, options: UploadOptions, parts: Parts): Promise<Media> {
  const { http, auth, rest, settings } = parts;
  const format = file.type ? { format: file.type } : {};
  const check = await rest.checkMedia({ type: options.type, size: file.size, ...format });
  if (!check.accepted) throw new ChatError(check.code ?? 'VALIDATION', check.reason ?? 'This file is not taken');
  if (file.size >= small) {
    const { uploadResumable } = await import('./resumable.js');
    return rest.media(await uploadResumable(file, options, { http, token: () => auth.token() }));
  }
  const attempt = (token: string) =>
    uploadMultipart(file, options, { http, token, timeout: settings.timings.request + settings.timings.uploadIdle });
  const token = await auth.token();
  try {
    return await attempt(token);
  } catch (error) {
    if (!isAboutSignIn(toChatError(error))) throw error;
    return attempt(await auth.token(token));
  }
}
