/**
 * Documents that are the same for everybody: serialised once for each generation of a tenant, then sent as they are, or
 * not at all to who has them.
 *
 * Implements: RFC 9110 §8.8.3, §13.1.2, §15.4.5; RFC 9111 §5.2.2.1.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { sha256 } from '../primitives/digest.ts'
import { CROSS_ORIGIN } from './cross-origin.ts'

export type Publication = Readonly<{
  name: string
  /** What it does not name does not leave. */
  schema: object
  /** Seconds for which it may be kept without asking again. */
  max_age: number
  read: (deps: TenantDeps) => Promise<Record<string, unknown>>
}>

type Published = Readonly<{ body: Buffer; etag: string }>

export async function replyWithDocument(
  deps: TenantDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  publication: Publication,
): Promise<FastifyReply> {
  const key = `published/${publication.name}/${deps.tenant.id}`
  const { body, etag } = (await deps.parsed.get(key, async () =>
    publish(reply, publication, await publication.read(deps)),
  )) as Published
  reply.headers({ ...CROSS_ORIGIN, 'cache-control': `public, max-age=${publication.max_age}`, etag })
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}

function publish(reply: FastifyReply, { schema }: Publication, document: Record<string, unknown>): Published {
  const json = reply.serializeInput(document, schema as Record<string, unknown>)
  return { body: Buffer.from(json), etag: `"${sha256(json).toString('base64url').slice(0, 22)}"` }
}

/** §8.8.3.2: compared weakly, since a proxy that compresses makes the tag a weak one. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
