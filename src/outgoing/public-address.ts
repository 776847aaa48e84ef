/**
 * Which addresses are the internet's: neither this machine's, nor its network's, nor its provider's. What a stranger
 * names may be looked for there alone.
 *
 * Implements: RFC 6890 §2.2.2, §2.2.3; RFC 6598 §7; RFC 4291 §2.4, §2.5.5.2; RFC 4193 §3.1; RFC 6052 §2.1, §3.1; RFC 8215 §4;
 * RFC 3056 §2; RFC 4380 §2.6; RFC 9637 §2.
 */
import { BlockList, isIP } from 'node:net'

/** Each with the length of its prefix. */
const NOT_PUBLIC_IPV4 = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by the customers of a provider
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // a cloud's own services for its machines, at an address that is public elsewhere
  ['169.254.0.0', 16], // link-local, and the metadata of most clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments, and the metadata of one cloud
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const

/** Global unicast, and IPv4 behind a translator. What stands outside is not the internet's. */
const GLOBAL_IPV6 = [
  ['2000::', 3],
  ['64:ff9b::', 96],
] as const

const NOT_PUBLIC_IPV6 = [
  ['2001::', 23], // protocol assignments: Teredo, benchmarks
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address of any kind stands within
  ['3fff::', 20], // documentation
] as const

const GLOBAL = new BlockList()
for (const [net, prefix] of GLOBAL_IPV6) GLOBAL.addSubnet(net, prefix, 'ipv6')

const EXCEPTED = new BlockList()
for (const [net, prefix] of NOT_PUBLIC_IPV6) EXCEPTED.addSubnet(net, prefix, 'ipv6')
for (const [net, prefix] of NOT_PUBLIC_IPV4) {
  EXCEPTED.addSubnet(net, prefix, 'ipv4')
  EXCEPTED.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6')
}

/** What is no address at all is not public; an IPv4 address that is written as an IPv6 one is not either. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !EXCEPTED.check(address, 'ipv4')
  return family === 6 && GLOBAL.check(address, 'ipv6') && !EXCEPTED.check(address, 'ipv6')
}
