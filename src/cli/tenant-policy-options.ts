/**
 * The policy of a tenant as options of the command line.
 */
import { SIGNING_ALGORITHMS } from '../domain/keys/algorithms.ts'
import type { Stated } from '../domain/stated-settings.ts'
import { UsageError, type Values } from './command.ts'
import { given, parseList, parseSettings, parseSwitch, parseWholeNumber } from './setting-options.ts'

export const POLICY = {
  alg: {
    type: 'string',
    value: 'ALG',
    says: `signs ID tokens: ${SIGNING_ALGORITHMS.join(', ')} (default RS256)`,
  },
  methods: {
    type: 'string',
    value: 'LIST',
    says: 'what goes with the picture: pin (default), pattern, none',
  },
  'pin-length': { type: 'string', value: 'N', says: 'digits of a PIN, 3 to 12 (default 6)' },
  'pattern-points': { type: 'string', value: 'N', says: 'the least points of a pattern (default 5)' },
  grid: { type: 'string', value: '3|4', says: 'points on a side of the pattern (default 3)' },
  'method-order': {
    type: 'string',
    value: 'LIST',
    says: 'the methods in the order of the page: pattern,pin',
  },
  'show-when-typing': {
    type: 'string',
    value: 'on|off',
    says: 'whether a PIN is seen as it is typed (default off)',
  },
  'self-registration': {
    type: 'string',
    value: 'on|off',
    says: 'whether people may make themselves an account (default off)',
  },
  set: {
    type: 'string',
    value: 'KEY=JSON',
    multiple: true,
    says: 'another setting of the policy, as tenant show --json names it; null: its default',
  },
} as const

type PolicyValues = Values<typeof POLICY>

/** @param present the methods that `--method-order` orders where `--methods` is left out */
export function statedPolicy(values: PolicyValues, present: readonly string[]): Stated {
  const methods = values.methods === undefined ? undefined : parseList(values.methods)
  return {
    ...parseSettings('set', values.set),
    ...given({
      id_token_signed_response_alg: values.alg,
      methods: orderMethods(methods, values['method-order'], present),
      pin_length: parseWholeNumber('pin-length', values['pin-length']),
      pattern_points: parseWholeNumber('pattern-points', values['pattern-points']),
      grid: parseWholeNumber('grid', values.grid),
      self_registration: parseSwitch('self-registration', values['self-registration']),
      show_when_typing: parseSwitch('show-when-typing', values['show-when-typing']),
    }),
  }
}

/** The named ones first; the others behind them as they stood. */
function orderMethods(
  methods: readonly string[] | undefined,
  order: string | undefined,
  present: readonly string[],
): readonly string[] | undefined {
  if (order === undefined) return methods
  const allowed = methods ?? present
  const first = parseList(order)
  const strange = first.find((method) => !allowed.includes(method))
  if (strange !== undefined) {
    throw new UsageError(
      `--method-order ${strange} is not among the methods (${allowed.join(', ')}): see --methods`,
    )
  }
  return [...first, ...allowed.filter((method) => !first.includes(method))]
}
