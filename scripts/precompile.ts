/**
 * Writes down what V8 makes of the program, so that no start has to wait for it. V8 compiles a function when it is first
 * called: so the program makes a tenant here, and serves it until it has answered once.
 *
 * The same program gives the same bytes, if this is started as build.ts does, and no timer goes off: how many did would
 * depend on how fast the machine is.
 */
import { isAscii } from 'node:buffer'
import { subscribe } from 'node:diagnostics_channel'
import { readFileSync, writeFileSync } from 'node:fs'
import { get, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { mock } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { COMPILED, PROGRAM, type Run, readProgram } from './program.ts'

const TENANT = 'acme'
const RUNS = [['tenant', 'create', '--id', TENANT, '--name', 'Acme'], ['serve']]

const [, , settings_file = ''] = process.argv
const { assets }: { assets: Record<string, string> } = JSON.parse(readFileSync(settings_file, 'utf8'))
const pathOf = (name: string): string => assets[name] ?? name

/** What the program uses of `node:sea`, which has nothing to give outside of an executable. */
const sea = {
  isSea: () => true,
  getAssetKeys: () => Object.keys(assets),
  getRawAsset: (name: string) => new Uint8Array(readFileSync(pathOf(name))).buffer,
}

mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
const load = createRequire(import.meta.url)
const text = readFileSync(pathOf(PROGRAM))
if (!isAscii(text)) throw new Error(`${PROGRAM} is not ASCII`)
const script = readProgram(text)
const runProgram: Run = script.runInThisContext()

subscribe('tracing:net.server.listen:asyncEnd', (message) => {
  askOnce((message as { server: Server }).server)
})

// Nothing is left to do: the run before, if any, is over.
process.on('beforeExit', () => {
  const parameters = RUNS.shift()
  if (process.exitCode || !parameters) return write()
  process.argv = [process.execPath, process.execPath, ...parameters]
  runProgram((name) => (name === 'node:sea' ? sea : load(name)), import.meta.dirname)
  // One that waits for nothing is over at once, which Node would not tell.
  setImmediate(() => {})
})

function askOnce(server: Server): void {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  get({ port, path: `/api/oidc/${TENANT}/.well-known/openid-configuration`, agent: false }, (answer) => {
    if (answer.statusCode !== 200) throw new Error(`the server answered with ${answer.statusCode}`)
    answer.resume().on('end', () => process.emit('SIGTERM'))
  })
}

function write(): void {
  if (process.exitCode) throw new Error(`${process.argv.join(' ')} ended with ${process.exitCode}`)
  // V8 takes what was compiled under the flags that it has itself.
  setFlagsFromString('--hash-seed=0')
  writeFileSync(pathOf(COMPILED), script.createCachedData())
}
