/**
 * prompt: whether the person must be asked again, or must not be asked.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1; Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

/** Not offered: create, until people can sign up here. */
export const PROMPT_VALUES = ['none', 'login', 'consent', 'select_account'] as const

export type Prompt = ReadonlySet<(typeof PROMPT_VALUES)[number]>

/** @throws {OAuthError} `invalid_request` for a value that is not served, or for none beside another */
export function parsePrompt(parameters: Parameters): Prompt {
  const words = (optional(parameters, 'prompt') ?? '').split(' ').filter((word) => word !== '')
  const prompt = new Set(words.map(promptValue))
  if (prompt.has('none') && prompt.size > 1) {
    throw new OAuthError('invalid_request', 'prompt=none must stand alone.', {
      reason: 'prompt-none-with-others',
      sent: words.join(' '),
    })
  }
  return prompt
}

function promptValue(word: string): (typeof PROMPT_VALUES)[number] {
  const value = PROMPT_VALUES.find((known) => known === word)
  if (value !== undefined) return value
  const description =
    word === 'create'
      ? 'prompt=create is refused: nobody can sign up here.'
      : 'prompt has a value that is not supported.'
  throw new OAuthError('invalid_request', description, {
    reason: word === 'create' ? 'sign-up-closed' : 'prompt-unsupported',
    sent: word,
    expected: PROMPT_VALUES.join(' '),
  })
}
