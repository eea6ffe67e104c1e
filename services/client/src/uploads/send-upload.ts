import type { Auth } from '../auth/auth.js';
import { isAboutSignIn } from '../chat-error.js';
import type { Settings } from '../options.js';
import { type Http, refusal } from '../rest/http.js';
import { type BytesAnswer, type BytesRequest, sendBytes } from './send-bytes.js';

type Request = Pick<BytesRequest, 'method' | 'body' | 'size' | 'signal' | 'onProgress'> & {
  headers?: Record<string, string>;
};

/** Sends to a path below `/api/v1`. Rejects with whatever the server refuses with. */
export type SendUpload = (path: string, request: Request) => Promise<BytesAnswer>;

/** As the person who is signed in. A token that is no longer taken is refreshed, once a request. */
export function uploadSender(http: Http, auth: Auth, { fetch, timings }: Settings): SendUpload {
  const attempt = async (token: string, path: string, request: Request) => {
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    const answer = await sendBytes({ ...request, headers, url: http.url(path), idle: timings.uploadIdle }, fetch);
    if (answer.status < 200 || answer.status > 299)
      throw refusal(answer.status, answer.text, answer.header('retry-after'));
    return answer;
  };
  return async (path, request) => {
    const token = await auth.token();
    try {
      return await attempt(token, path, request);
    } catch (error) {
      if (!isSignIn(error)) throw error;
      return attempt(await auth.token(token), path, request);
    }
  };
}

/** The answer to a HEAD has no body to name a code. */
const isSignIn = (error: unknown) => {
  const why = error as Parameters<typeof isAboutSignIn>[0];
  return isAboutSignIn(why) || why.status === 401;
};
