/**
 * prompt: whether the person must be asked again, or must not be asked.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1; Initiating User Registration via OpenID Connect 1.0 §4.1.
 */
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

const PROMPT_VALUES = ['none', 'login', 'consent', 'select_account', 'create'] as const

export type PromptValue = (typeof PROMPT_VALUES)[number]

export type Prompt = ReadonlySet<PromptValue>

/** @param may_create whether people may sign up */
export const promptValues = (may_create: boolean): readonly PromptValue[] =>
  PROMPT_VALUES.filter((value) => may_create || value !== 'create')

/** @throws {OAuthError} `invalid_request` for a value that is not served, or for none beside another */
export function parsePrompt(parameters: Parameters, may_create: boolean): Prompt {
  const words = (optional(parameters, 'prompt') ?? '').split(' ').filter((word) => word !== '')
  const prompt = new Set(words.map((word) => promptValue(word, promptValues(may_create))))
  if (prompt.has('none') && prompt.size > 1) {
    throw new OAuthError('invalid_request', 'prompt=none must stand alone.', {
      reason: 'prompt-none-with-others',
      sent: words.join(' '),
    })
  }
  return prompt
}

function promptValue(word: string, served: readonly PromptValue[]): PromptValue {
  const value = served.find((known) => known === word)
  if (value !== undefined) return value
  const description =
    word === 'create'
      ? 'prompt=create is refused: nobody can sign up here for this client.'
      : 'prompt has a value that is not supported.'
  throw new OAuthError('invalid_request', description, {
    reason: word === 'create' ? 'sign-up-closed' : 'prompt-unsupported',
    sent: word,
    expected: served.join(' '),
  })
}
