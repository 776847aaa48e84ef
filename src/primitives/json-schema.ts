/**
 * JSON Schemas, each with the type of what it admits: written as code, and at run time the plain data that Fastify and Ajv
 * read.
 *
 * Not a library, because every start would load all of it for these few keywords.
 *
 * Implements: JSON Schema draft-07 Validation §6.1, §6.2, §6.3, §6.4, §6.5, §10.2.
 */
export type Schema<T> = Readonly<{
  [keyword: string]: unknown
  /** Never set: it carries the type. */
  admits?: T
}>

/** What a schema admits. */
export type Static<S> = S extends Schema<infer T> ? T : never

/** A member that may be left out. */
export type Optional<T> = Readonly<{ optional: Schema<T> }>

type Default<T> = Readonly<{ default?: T }>
type StringKeywords = Readonly<{ minLength?: number; maxLength?: number; pattern?: string; format?: string }>
type IntegerKeywords = Readonly<{ minimum?: number; maximum?: number }>
type ArrayKeywords = Readonly<{ minItems?: number; uniqueItems?: boolean }>
type ObjectKeywords = Readonly<{
  additionalProperties?: boolean
  /** Members whose names match; nothing is told of them by the type. */
  patternProperties?: Readonly<Record<string, Schema<unknown>>>
}>

export const string = (keywords: StringKeywords & Default<string> = {}): Schema<string> => ({
  type: 'string',
  ...keywords,
})

export const integer = (keywords: IntegerKeywords & Default<number> = {}): Schema<number> => ({
  type: 'integer',
  ...keywords,
})

export const boolean = (keywords: Default<boolean> = {}): Schema<boolean> => ({
  type: 'boolean',
  ...keywords,
})

/** One of these values. */
export const choice = <const T extends string | number>(
  values: readonly T[],
  keywords: Default<NoInfer<T>> = {},
): Schema<T> => ({ enum: values, ...keywords })

export const array = <T>(
  items: Schema<T>,
  keywords: ArrayKeywords & Default<readonly NoInfer<T>[]> = {},
): Schema<T[]> => ({ type: 'array', items, ...keywords })

/** A text, or several: these first, since a list has a text form too. Not by `anyOf`, for which a start loads a validator. */
export const textOrTexts = (): Schema<string | readonly string[]> => ({
  type: ['array', 'string'],
  items: string(),
})

/** An object with members of any name. */
export const record = (): Schema<Record<string, unknown>> => ({ type: 'object' })

export const optional = <T>(schema: Schema<T>): Optional<T> => ({ optional: schema })

type Members = Readonly<Record<string, Schema<unknown> | Optional<unknown>>>

type NamesOfOptional<M> = { [K in keyof M]: M[K] extends Optional<unknown> ? K : never }[keyof M]

type Admitted<M> = { [K in Exclude<keyof M, NamesOfOptional<M>>]: Static<M[K]> } & {
  [K in NamesOfOptional<M>]?: M[K] extends Optional<infer T> ? T : never
}

type ObjectSchema<M> = Schema<{ [K in keyof Admitted<M>]: Admitted<M>[K] }> &
  Readonly<{ properties: Readonly<Record<string, unknown>> }>

export function object<M extends Members>(members: M, keywords: ObjectKeywords = {}): ObjectSchema<M> {
  const entries = Object.entries(members)
  return {
    type: 'object',
    required: entries.flatMap(([name, member]) => ('optional' in member ? [] : [name])),
    properties: Object.fromEntries(
      entries.map(([name, member]) => [name, 'optional' in member ? member['optional'] : member]),
    ),
    ...keywords,
  }
}
