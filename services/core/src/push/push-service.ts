import { lookup } from 'node:dns';
import { Agent } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Config } from '../config.js';

/** Addresses of this machine, this network or nobody: a subscription must not make a worker ask there. */
const inside = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(address, prefix, 'ipv6');
}

const isInside = (address: string): boolean => inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The endpoint as it is stored; undefined for one that is no https url, or not of the open internet. */
export function cleanEndpoint(endpoint: string, { PUSH_ALLOW_PRIVATE_HOSTS }: Config): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (PUSH_ALLOW_PRIVATE_HOSTS) return url.href;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return isInside(host) ? undefined : url.href;
  // A name with no dot, or of a local zone, is resolved by whoever runs this network.
  return /\.(localhost|local|internal|lan|home|arpa)\.?$|^[^.]+\.?$/i.test(host) ? undefined : url.href;
}

/** For requests to push services. A name may say another address each time, so it is looked at when it is resolved. */
export function pushAgent({ PUSH_ALLOW_PRIVATE_HOSTS }: Config, ca?: string): Agent {
  const open = PUSH_ALLOW_PRIVATE_HOSTS;
  return new Agent({ keepAlive: true, maxSockets: 100, ...(open ? {} : { lookup: outside }), ...(ca ? { ca } : {}) });
}

const outside: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '');
    const found = addresses.filter(({ address }) => !isInside(address));
    const [first] = found;
    if (!first) return done(new Error('a push service must be on the open internet'), '');
    if (options.all) done(null, found);
    else done(null, first.address, first.family);
  });
};
