/**
 * The program in the executable, as V8 gets it: its text, and what V8 made of that when the executable was built.
 */
import { constants, Script } from 'node:vm'

/** Their names in the executable. */
export const PROGRAM = 'vignette.cjs'
export const COMPILED = 'vignette.compiled'

/** What the program takes from whoever runs it; no more of CommonJS is in it. */
export const OPENING = '(function (require, __dirname) {'
export const CLOSING = '})'

export type Run = (require: (name: string) => unknown, __dirname: string) => void

/**
 * @param text in ASCII, as esbuild writes it
 * @param compiled what V8 passes over when it is of another V8, or of one with other flags
 */
export const readProgram = (text: Uint8Array, compiled?: Uint8Array): Script =>
  new Script(Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1'), {
    filename: PROGRAM,
    ...(compiled && { cachedData: compiled }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
