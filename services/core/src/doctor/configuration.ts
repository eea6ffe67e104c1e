import { ConfigSchema } from '../config.js';
import { type Finding, fail, ok, type Patient, warn } from './finding.js';

/** What is set but makes no sense, or is meant for trying out only. That settings are well-formed is known by now. */
export async function examineConfiguration({ config, cluster }: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  const isLocal = cluster !== undefined;
  const { hostname, protocol } = new URL(config.PUBLIC_URL);
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(hostname);

  if (new Set(config.JWT_SECRET).size < 10) {
    const todo = 'Make one by chance: npm run admin -- rotate-keys';
    findings.push(warn('configuration JWT_SECRET', 'a secret of few different characters can be guessed', todo));
  }
  if (config.JWT_SECRET_ACCEPTED !== '') {
    const todo = 'Once nobody holds a token of the former secret any more, leave JWT_SECRET_ACCEPTED empty';
    findings.push(warn('configuration JWT_SECRET_ACCEPTED', 'a replacement of the secret is under way', todo));
  }
  if (config.DEMO && process.env.NODE_ENV === 'production') {
    findings.push(fail('configuration DEMO', 'limits by address are off in production', 'Take DEMO away'));
  } else if (config.DEMO && !isLocal) {
    findings.push(warn('configuration DEMO', 'limits by address are off', 'Take DEMO away where others can reach it'));
  }
  if (!isLocal && isLoopback) {
    const todo = 'Set it to the address that clients use: urls of media begin with it';
    findings.push(warn('configuration PUBLIC_URL', 'only this machine can reach it', todo));
  } else if (!isLoopback && protocol !== 'https:') {
    const todo = 'Put TLS in front and set PUBLIC_URL to https://…: tokens and messages pass there';
    findings.push(warn('configuration PUBLIC_URL', 'not encrypted', todo));
  }
  if ((config.VAPID_PUBLIC_KEY === '') !== (config.VAPID_PRIVATE_KEY === '')) {
    const todo = 'Set both VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY, or neither';
    findings.push(fail('configuration VAPID keys', 'one of the two is missing', todo));
  }
  if (config.S3_BUCKET && config.MEDIA_DIR) {
    const todo = 'Take one of them away';
    findings.push(warn('configuration media', 'S3_BUCKET and MEDIA_DIR are both set; the bucket is used', todo));
  }
  if (!isLocal && config.WEBHOOK_SECRET_KEY === '') {
    const todo = 'Set WEBHOOK_SECRET_KEY if webhooks are used: whoever reads the database reads their secrets';
    findings.push(warn('configuration WEBHOOK_SECRET_KEY', 'secrets of webhooks are kept in clear', todo));
  }
  for (const name of ['PUSH_ALLOW_PRIVATE_HOSTS', 'WEBHOOK_ALLOW_PRIVATE_HOSTS'] as const) {
    if (!config[name]) continue;
    const todo = 'For trying out only: an admin could make this network answer';
    findings.push(warn(`configuration ${name}`, 'requests may go into the own network', todo));
  }
  for (const name of misspelt(Object.keys(process.env))) {
    findings.push(warn(`configuration ${name}`, 'there is no such setting', 'See the settings in README.md'));
  }
  return findings.some(({ status }) => status === 'fail')
    ? findings
    : [ok('configuration', 'every setting is well-formed'), ...findings];
}

const names = Object.keys(ConfigSchema.properties);
/** The first words of families that are ours alone. */
const families = new Set(['JWT', 'PRESENCE', 'MEDIA', 'VAPID', 'PUSH', 'WEBHOOK', 'TRACES', 'REFRESH', 'UNREAD']);

/** What looks like a setting of ours and is none. */
function misspelt(given: string[]): string[] {
  const known = new Set(names.flatMap((name) => [name, `${name}_FILE`]));
  return given.filter((name) => families.has(name.split('_')[0] ?? '') && name.includes('_') && !known.has(name));
}
