/**
 * Hosts that may be fetched from although they are private: by name, by address, or by the range that an address is in.
 */
import { BlockList, isIP } from 'node:net'

/** @param allowed as the setting ALLOW_PRIVATE_FETCH lists them */
export function makeIsAllowed(allowed: readonly string[]): (hostname: string, address: string) => boolean {
  const names = new Set<string>()
  const ranges = new BlockList()
  for (const entry of allowed) {
    const [net = '', prefix] = entry.split('/')
    const family = isIP(net)
    if (family === 0) names.add(entry.toLowerCase())
    else ranges.addSubnet(net, Number(prefix ?? (family === 4 ? 32 : 128)), ipOf(family))
  }
  return (hostname, address) => names.has(hostname) || ranges.check(address, ipOf(isIP(address)))
}

const ipOf = (family: number): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6')
