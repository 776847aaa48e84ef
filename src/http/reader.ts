/**
 * Who reads the answer to a request, as far as the request itself says.
 *
 * Implements: RFC 9110 §12.5.4; OpenID Connect Core 1.0 §3.1.2.1; OpenID Connect RP-Initiated Logout 1.0 §2 (ui_locales).
 */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { Languages } from '../domain/languages.ts'

export function languagesFor(
  { languages }: Pick<Deps, 'languages'>,
  { query, body, headers }: Pick<FastifyRequest, 'query' | 'body' | 'headers'>,
): Languages {
  const ui_locales: unknown = Object(query)['ui_locales'] ?? Object(body)['ui_locales']
  return {
    ...languages,
    reader: {
      ui_locales: typeof ui_locales === 'string' ? ui_locales : undefined,
      locale: undefined,
      accept_language: headers['accept-language'],
    },
  }
}
