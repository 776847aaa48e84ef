/**
 * Fastify's own compilers of schemas, each put to work when a route first needs it: at the start they would take longer than
 * anything else, for endpoints of which most are not asked for soon.
 */
import { createRequire } from 'node:module'
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'

const load = createRequire(import.meta.url)

type Compilers = Required<
  NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
>

type Compile = FastifySchemaCompiler<unknown>
type Schemas = Parameters<Compilers['buildValidator']>[0]
type Options = Parameters<Compilers['buildValidator']>[1]

const buildValidator = (schemas: Schemas, options: Options): Compile => {
  const compiler = lazily((): Compile => validators()(schemas, options))
  return (route) => {
    const compiled = lazily(() => compiler()(route))
    const check: ReturnType<Compile> = (data) => {
      const verdict = compiled()(data)
      check.errors = compiled().errors ?? null
      return verdict
    }
    return check
  }
}

export const SCHEMA_COMPILERS: Compilers = {
  // What Ajv makes tells more of itself than Fastify asks for.
  buildValidator: buildValidator as unknown as Compilers['buildValidator'],
  buildSerializer: (schemas, options) => {
    const compiler = lazily(() => stringifyCompiler().SerializerSelector()(schemas, options))
    return (route) => {
      const compiled = lazily(() => compiler()(route))
      return (answer) => compiled()(answer)
    }
  },
}

const ajvCompiler = (): typeof import('@fastify/ajv-compiler') => load('@fastify/ajv-compiler')
/** One Ajv for all modules of routes. */
const validators = lazily(() => ajvCompiler().AjvCompiler())
const stringifyCompiler = (): typeof import('@fastify/fast-json-stringify-compiler') =>
  load('@fastify/fast-json-stringify-compiler')

/** At the first call, and at once, since nothing can be awaited where schemas are compiled. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
