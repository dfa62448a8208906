import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Mode } from '../../workflows/contract/channel.ts';

/*
 * Where receivers of notifications may be. An administrator of a channel chooses the address, and a worker calls it from inside: so it is
 * outside, unless who runs the installation has named its host in `RECEIVER_HOSTS`.
 */

/** What is no address of the internet. Source: the special-purpose registries of IANA (RFC 6890 and after). */
const INSIDE = new BlockList();
for (const [net, prefix] of [
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
  INSIDE.addSubnet(net, prefix, 'ipv4');
  // The same behind NAT64.
  INSIDE.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6');
}
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INSIDE.addSubnet(net, prefix, 'ipv6');

const isInside = (address: string): boolean => INSIDE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Why nobody may be told at this address, as far as it shows that itself; null: they may. `hosts`: as in `RECEIVER_HOSTS`. */
export function refusalOfAddress(address: string, mode: Mode, hosts: readonly string[]): string | null {
  const url = new URL(address);
  const isHttps = url.protocol === 'https:';
  if (mode === 'production' && !isHttps) return 'Expected https:// for a production channel, because notifications name buyers.';
  if (isNamed(url, hosts)) return null;
  if (!isHttps) return 'Expected https://, unless its host is in RECEIVER_HOSTS.';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isOurs = isIP(host) === 0 ? /(?:^|\.)localhost$/.test(host) || isNamedByPort(host, hosts) : isInside(host);
  return isOurs ? `${url.hostname} is in a network of one's own: its host must be in RECEIVER_HOSTS.` : null;
}

/** By its name, or by name and port. */
const isNamed = ({ hostname, protocol, port }: URL, hosts: readonly string[]): boolean =>
  hosts.includes(hostname) || hosts.includes(`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`);

/** Only at a port: it is inside, so its other ports are not free. */
const isNamedByPort = (host: string, hosts: readonly string[]): boolean => hosts.some((named) => named.split(':')[0] === host);

/** Resolves names for calls to receivers: one that is not in `hosts`, and leads inside, is not found. */
export const outsideLookup =
  (hosts: readonly string[]): LookupFunction =>
  (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return callback(error, []);
      const isFree = hosts.includes(name) || isNamedByPort(name, hosts);
      if (!isFree && found.some(({ address }) => isInside(address)))
        return callback(new Error(`${name} leads to a network of one's own: its host must be in RECEIVER_HOSTS`), []);
      const [first] = found;
      if (options.all === true || first === undefined) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
