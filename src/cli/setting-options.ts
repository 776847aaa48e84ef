/**
 * Options whose values have a form: KEY=JSON, on|off, numbers, lists, one of several words. One that was left out stays so.
 */
import type { Stated } from '../domain/stated-settings.ts'
import { UsageError } from './command.ts'

/** `KEY=JSON`, each KEY once. */
export function parseSettings(option: string, texts: readonly string[]): Stated {
  const settings = texts.map((text) => parseSetting(option, text))
  const twice = settings.find(([key], index) => settings.findIndex(([other]) => other === key) !== index)
  if (twice) throw new UsageError(`--${option} ${twice[0]} was given twice`)
  return Object.fromEntries(settings)
}

function parseSetting(option: string, text: string): [string, unknown] {
  const [, key, json] = /^([^\s=]+)=([\s\S]*)$/.exec(text) ?? []
  if (key === undefined || json === undefined) {
    throw new UsageError(`--${option} ${JSON.stringify(text)} is not of the form KEY=JSON`)
  }
  try {
    return [key, JSON.parse(json)]
  } catch {
    throw new UsageError(`--${option} ${key}: ${json} is no JSON (text stands in quotes: '${key}="..."')`)
  }
}

export function parseSwitch(option: string, text: string | undefined): boolean | undefined {
  const word = parseChoice(option, ['on', 'off'], text)
  return word === undefined ? undefined : word === 'on'
}

export function parseWholeNumber(option: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d{1,9}$/.test(text))
    throw new UsageError(`--${option} must be a whole number`)
  return text === undefined ? undefined : Number(text)
}

export function parseChoice<const T extends string>(
  option: string,
  words: readonly T[],
  text: string | undefined,
): T | undefined {
  const found = words.find((word) => word === text)
  if (text !== undefined && found === undefined) {
    throw new UsageError(`--${option} must be ${words.join(' or ')}, and is ${JSON.stringify(text)}`)
  }
  return found
}

export const parseList = (text: string): readonly string[] => text.split(',').map((each) => each.trim())

/** Without what was left out. */
export const given = (values: Stated): Stated =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
