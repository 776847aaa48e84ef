/**
 * What a command is: its options with their words, and what it does. Arguments are parsed and help is written from this
 * one description.
 */
import { parseArgs } from 'node:util'

export type Option =
  | Readonly<{ type: 'string'; value: string; says: string; required?: true; multiple?: true }>
  | Readonly<{ type: 'boolean'; says: string }>

export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[]
    : O extends { required: true }
      ? string
      : string | undefined

export type Values<O extends Options> = { readonly [K in keyof O]: ValueOf<O[K]> }

/** What a command has to show: `value` for programs, `text` for people. `failed`: what it looked at is not as it should be. */
export type Answer = Readonly<{ value: unknown; text: string; failed?: boolean }>

type Definition<O extends Options> = Readonly<{
  summary: string
  /** What the options do not say. */
  details?: string
  /** The name of the one argument that is not an option, as in FILE. */
  argument?: string
  options: O
  /** Whether it has an answer, and so `--json`. */
  answers: boolean
  examples: readonly string[]
  run: (values: Values<O>, argument: string) => Promise<Answer | undefined>
}>

export type Command = Readonly<{
  summary: string
  /** @param name as it is typed: tenant create */
  help: (name: string) => string
  /** @throws {UsageError} */
  run: (name: string, parameters: readonly string[]) => Promise<Outcome>
}>

/** `text` is for stdout. */
export type Outcome = Readonly<{ text: string; failed?: boolean }>

/** The command line is not of the form; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const COMMON: Options = {
  json: { type: 'boolean', says: 'print one JSON value instead of words' },
  help: { type: 'boolean', says: 'show this' },
}

export function command<const O extends Options>(definition: Definition<O>): Command {
  const { json, ...help } = COMMON as { json: Option; help: Option }
  const options: Options = { ...definition.options, ...(definition.answers ? { json } : {}), ...help }
  return {
    summary: definition.summary,
    help: (name) => helpText(name, definition, options),
    run: async (name, parameters) => {
      const { values, argument } = parse(name, parameters, options, definition.argument)
      if (values['help'] === true) return { text: helpText(name, definition, options) }
      checkRequired(name, values, options)
      const answer = await definition.run(withEmptyLists(values, options) as Values<O>, argument)
      if (answer === undefined) return { text: '' }
      const text = values['json'] === true ? JSON.stringify(answer.value, null, 2) : answer.text
      return answer.failed ? { text, failed: true } : { text }
    },
  }
}

type Parsed = Record<string, string | boolean | (string | boolean)[] | undefined>

function parse(name: string, parameters: readonly string[], options: Options, wanted: string | undefined) {
  const { values, positionals } = parseStrictly(name, parameters, options)
  if (values['help'] !== true && wanted !== undefined && positionals[0] === undefined) {
    throw new UsageError(`${wanted} is missing: vignette ${name} ${wanted}`)
  }
  const surplus = positionals[wanted === undefined ? 0 : 1]
  if (surplus !== undefined)
    throw new UsageError(`unexpected ${JSON.stringify(surplus)} after vignette ${name}`)
  return { values, argument: positionals[0] ?? '' }
}

function parseStrictly(name: string, parameters: readonly string[], options: Options) {
  const plain = Object.fromEntries(
    Object.entries(options).map(([key, option]) => [
      key,
      { type: option.type, multiple: option.type === 'string' && option.multiple === true },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      options: plain,
      allowPositionals: true,
    })
    return { values: values as Parsed, positionals }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // The first sentence names the option; what follows is for those who write parsers.
    const [sentence = ''] = error.message.split(/\. To specify|\n/)
    throw new UsageError(`vignette ${name}: ${sentence}`)
  }
}

function checkRequired(name: string, values: Parsed, options: Options): void {
  const missing = Object.entries(options).flatMap(([key, option]) =>
    option.type === 'string' && option.required && values[key] === undefined
      ? [`--${key} ${option.value}`]
      : [],
  )
  if (missing.length > 0) throw new UsageError(`vignette ${name} needs ${missing.join(' and ')}`)
}

const withEmptyLists = (values: Parsed, options: Options): Parsed =>
  Object.fromEntries(
    Object.entries(options).map(([key, option]) => {
      if (option.type === 'boolean') return [key, values[key] === true]
      return [key, values[key] ?? (option.multiple ? [] : undefined)]
    }),
  )

type Described = Pick<Definition<Options>, 'summary' | 'details' | 'argument' | 'examples'>

function helpText(
  name: string,
  { summary, details, argument, examples }: Described,
  options: Options,
): string {
  const required = Object.entries(options).flatMap(([key, option]) =>
    option.type === 'string' && option.required ? [` --${key} ${option.value}`] : [],
  )
  const usage = `vignette ${name}${argument === undefined ? '' : ` ${argument}`}${required.join('')} [OPTION]...`
  const rows = Object.entries(options).map(([key, option]): [string, string] => [
    option.type === 'boolean' ? `--${key}` : `--${key} ${option.value}`,
    option.says + (option.type === 'string' && option.multiple ? ' (may be repeated)' : ''),
  ])
  return [
    `${usage}\n`,
    `${sentence(summary)}${details === undefined ? '' : `\n${details}`}\n`,
    `${table(rows)}\n`,
    `Examples\n${examples.map((example) => `  vignette ${example}`).join('\n')}`,
  ].join('\n')
}

/** A summary, with the first letter and the stop of a sentence. */
export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

/** Two columns, indented by two. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n')
}
