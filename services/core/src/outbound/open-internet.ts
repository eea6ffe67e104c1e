import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses of this machine, this network or nobody: nobody from outside may make a node ask there. */
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
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(address, prefix, 'ipv6');
}

const isInside = (address: string): boolean => inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Whether the host of a url can be on the open internet: an address (`URL` has brought every spelling of one into the usual
 * form), or a name. What a name resolves to is another question, and asked at every connect: `openInternetLookup`.
 */
export function isOpenInternetHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return !isInside(host);
  // A name with no dot, or of a local zone, is resolved by whoever runs this network.
  return !/\.(localhost|local|internal|lan|home|arpa)\.?$|^[^.]+\.?$/i.test(host);
}

/**
 * For the agent that makes the connection: resolves a name to its addresses on the open internet, and fails when there are
 * none. A name may say another address each time, so the very answer that is connected to is looked at. `resolve` is
 * `dns.lookup`, or a test's.
 */
export function openInternetLookup(resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const found = addresses.filter(({ address }) => !isInside(address));
      const [first] = found;
      if (!first) return done(new Error('the address is not on the open internet'), '');
      if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
}
