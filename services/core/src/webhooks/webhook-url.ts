import type { Config } from '../config.js';
import { isOpenInternetHost } from '../outbound/open-internet.js';

/** The url as it is stored; undefined for one that is no https url, or not of the open internet. */
export function cleanWebhookUrl(
  text: string,
  { WEBHOOK_ALLOW_PRIVATE_HOSTS: lenient }: Pick<Config, 'WEBHOOK_ALLOW_PRIVATE_HOSTS'>,
): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  if (lenient) return /^https?:$/.test(url.protocol) ? url.href : undefined;
  return url.protocol === 'https:' && isOpenInternetHost(url) ? url.href : undefined;
}
