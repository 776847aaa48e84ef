/**
 * Which clients count as one by their address: an IPv4 address, or an IPv6 network of 64 bits, since whoever has one
 * address of it has them all.
 *
 * Implements: RFC 4291 §2.2, §2.5.4, §2.5.5.2; RFC 6177 §2.
 */
const GROUPS = 8
const NETWORK_GROUPS = 4

/** @param address in text, as the connection or a trusted proxy gives it */
export function clientNetwork(address: string): string {
  const ipv4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (ipv4) return String(ipv4[1])
  const [text = ''] = address.toLowerCase().split('%', 1)
  const [head = [], tail = []] = text.split('::').map(groupsOf)
  const zeros = Array.from({ length: Math.max(0, GROUPS - head.length - tail.length) }, () => '0')
  return `${[...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS).join(':')}::/64`
}

const groupsOf = (text: string): string[] =>
  text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
