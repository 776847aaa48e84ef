/**
 * An answer that is saved as a file.
 *
 * Implements: RFC 6266 §4.3, §5; RFC 8187 §3.2.
 */
import type { FastifyReply } from 'fastify'
import { noStore } from './error-replies.ts'

/** @param plain the name for whoever reads no other: letters, digits, dots and dashes of ASCII */
export function replyWithJsonFile(
  reply: FastifyReply,
  { name, plain, content }: Readonly<{ name: string; plain: string; content: object }>,
): FastifyReply {
  return noStore(reply)
    .headers({
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${extendedValue(name)}`,
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
    .send(`${JSON.stringify(content, undefined, 2)}\n`)
}

/** RFC 8187 §3.2.1: of what encodeURIComponent leaves, these are no attr-char. */
const extendedValue = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
