/**
 * Wrong requests of clients, by form, and how the answer to each is judged.
 */
import type { Test } from 'tap'
import type { TestServer } from './fixtures.ts'
import { post } from './given.ts'

export type Fields = Readonly<Record<string, string | undefined>>

export type WrongRequest = Readonly<{
  title: string
  fields: Fields
  headers?: Record<string, string>
  status: number
  error: string
  /** What the log names. */
  rule: string
}>

/** Posts each to the endpoint, and judges the answer: exact, kept nowhere, with nothing in it but the error. */
export async function judgeRefusals(
  t: Test,
  server: TestServer,
  path: string,
  flow: string,
  requests: readonly WrongRequest[],
): Promise<void> {
  for (const { title, fields, headers = {}, status, error, rule } of requests) {
    const reply = await post(server, path, fields, headers)
    const { error_description, ...told } = reply.json()
    t.same({ status: reply.statusCode, ...told }, { status, error }, title)
    t.match(error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, 'RFC 6749 §5.2: its characters')
    t.match(reply.headers, { 'content-type': /^application\/json/, 'cache-control': 'no-store' })
    t.equal(reply.headers['www-authenticate'], status === 401 ? 'Basic realm="token"' : undefined, title)
    t.match(server.notices.at(-1), { flow, step: 'refused', rule }, title)
  }
}
