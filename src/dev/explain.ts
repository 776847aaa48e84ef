/**
 * The rule that refused a request: what it says and where it is written, what was sent beside what was expected, and the
 * command that would change the setting.
 */
import type { Setting } from '../domain/rules/rule.ts'
import { ruleOf } from '../domain/rules/rules.ts'
import type { Explain, Explained, RefusedRequest } from '../http/explained.ts'
import { commandText, shellWord } from './command-text.ts'

export const explain: Explain = (refused) => {
  const rule = ruleOf(refused.rule)
  if (!rule || refused.rule === undefined) return undefined
  const { client_id, sent, expected } = refused
  return {
    rule: refused.rule,
    says: rule.says,
    section: rule.section,
    sent: sent ? marked(sent, expected) : undefined,
    expected: expected || undefined,
    client_id,
    mend: rule.setting && mend(rule.setting, refused),
  }
}

/** Beside that of the expected values that begins and ends most like it; beside none, nothing stands out. */
function marked(sent: string, expected: string | undefined): Explained['sent'] {
  if (!expected) return { before: sent, differs: '', after: '' }
  const candidates = expected.split(' ').map((value) => difference(sent, value))
  return candidates.reduce((least, one) => (one.differs.length < least.differs.length ? one : least))
}

function difference(sent: string, expected: string) {
  const start = commonStart(sent, expected)
  const end = commonStart(reversed(sent.slice(start)), reversed(expected.slice(start)))
  return {
    before: sent.slice(0, start),
    differs: sent.slice(start, sent.length - end),
    after: sent.slice(sent.length - end),
  }
}

function commonStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}

const reversed = (text: string): string => [...text].reverse().join('')

/** @returns undefined where the command could not name what it changes */
function mend(setting: Setting, refused: RefusedRequest): string | undefined {
  const { tenant_id, client_id } = refused
  if (tenant_id === undefined) return undefined
  const options = optionsOf(setting, refused)
  if (setting.of === 'tenant') return commandText('tenant update', [`--id ${tenant_id}`, ...options])
  if (client_id === undefined) return undefined
  return commandText('client update', [`--tenant ${tenant_id} --id ${shellWord(client_id)}`, ...options])
}

/** The command takes all values of a list at once. */
function optionsOf({ option, value }: Setting, { sent = '', expected = '' }: RefusedRequest): string[] {
  if (value === undefined) return [option]
  if (value.startsWith('=')) return [`${option} ${shellWord(value.slice(1))}`]
  // A response type may be of several words.
  const registered = expected.split(option === '--response-type' ? ', ' : ' ')
  const values = value === 'sent' ? [sent] : [...registered, sent]
  return values.filter((word) => word !== '').map((word) => `${option} ${shellWord(word)}`)
}
