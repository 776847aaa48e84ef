/**
 * Which web origins a client may register to have answers sent to as messages.
 *
 * Implements: RFC 6454 §4, §6.2; OAuth 2.0 Web Message Response Mode §3.
 */
import { isLoopback } from './redirect-uri-rule.ts'

/** @returns what is wrong with it */
export function webOriginFault(text: string): string | undefined {
  if (URL.canParse(text) && new URL(text).origin === text && isSafe(new URL(text))) return undefined
  return `${JSON.stringify(text)} is no web origin, such as https://app.example: https (http for loopback hosts), a host, and nothing after it`
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
