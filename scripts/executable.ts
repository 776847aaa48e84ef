/**
 * What Node starts in the executable.
 */
import { getRawAsset } from 'node:sea'
import { COMPILED, PROGRAM, type Run, readProgram } from './program.ts'

const asset = (name: string): Uint8Array => new Uint8Array(getRawAsset(name))

const run: Run = readProgram(asset(PROGRAM), asset(COMPILED)).runInThisContext()
run(require, __dirname)
