import { Agent } from 'node:https';
import type { Config } from '../config.js';
import { isOpenInternetHost, openInternetLookup } from '../outbound/open-internet.js';

/** The endpoint as it is stored; undefined for one that is no https url, or not of the open internet. */
export function cleanEndpoint(endpoint: string, { PUSH_ALLOW_PRIVATE_HOSTS }: Config): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return PUSH_ALLOW_PRIVATE_HOSTS || isOpenInternetHost(url) ? url.href : undefined;
}

/** For requests to push services. A name may say another address each time, so it is looked at when it is resolved. */
export function pushAgent({ PUSH_ALLOW_PRIVATE_HOSTS }: Config, ca?: string): Agent {
  const open = PUSH_ALLOW_PRIVATE_HOSTS;
  return new Agent({
    keepAlive: true,
    maxSockets: 100,
    ...(open ? {} : { lookup: openInternetLookup() }),
    ...(ca ? { ca } : {}),
  });
}
