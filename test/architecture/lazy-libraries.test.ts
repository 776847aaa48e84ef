/**
 * Libraries that no start waits for: each is named as a value by the one file that loads it when it is first wanted.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const SRC = join(import.meta.dirname, '../../src')

const LAZY = {
  kysely: 'store/kysely.ts',
  jose: 'domain/jose.ts',
  argon2: 'domain/clients/client-secret.ts',
  nodemailer: 'outgoing/smtp.ts',
  'prom-client': 'outgoing/metrics.ts',
  '@fastify/ajv-compiler': 'http/schema-compilers.ts',
  '@fastify/fast-json-stringify-compiler': 'http/schema-compilers.ts',
  '@opentelemetry/api': 'outgoing/traces.ts',
  '@opentelemetry/sdk-trace': 'outgoing/traces.ts',
  '@opentelemetry/exporter-trace-otlp-http': 'outgoing/traces.ts',
  '@opentelemetry/resources': 'outgoing/traces.ts',
}

const sources = globSync('**/*.ts', { cwd: SRC }).map((file) => ({
  file,
  text: readFileSync(join(SRC, file), 'utf8'),
}))

t.test('Start: libraries that are loaded when first wanted are imported as types alone', async (t) => {
  for (const { file, text } of sources) {
    for (const library of Object.keys(LAZY)) {
      t.notMatch(
        text,
        new RegExp(`^import (?!type )[^']*? from '${library}'`, 'm'),
        `${file} loads ${library}`,
      )
    }
  }
})

t.test('Start: each of them is loaded in one place', async (t) => {
  for (const [library, place] of Object.entries(LAZY)) {
    const loads = new RegExp(`(?<!typeof )(?:import|load)\\('${library}'\\)`)
    t.same(
      sources.filter(({ text }) => loads.test(text)).map(({ file }) => file),
      [place],
      library,
    )
  }
})
