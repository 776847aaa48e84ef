/**
 * vignette dev, which is what `npm start` runs
 */

import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Deps } from '../deps.ts'
import { discoveryUrl } from '../domain/discovery/discovery-url.ts'
import { applyFile, lineOf } from './apply.ts'
import { command, table, UsageError } from './command.ts'
import type { ConformanceTarget } from './conformance.ts'
import type { Certificate } from './own-certificate.ts'
import { makeSample, type Sample } from './sample.ts'
import { type Running, runServer, STDERR } from './server-process.ts'

/** Read when it is there, in the folder that the command is started in. */
const DOCUMENT = 'vignette.json'

const OPTIONS = {
  conformance: {
    type: 'boolean',
    says: 'over https, with all that a conformance suite needs of a provider; prints the configuration of each plan',
  },
  'suite-host': {
    type: 'string',
    value: 'HOST',
    says: 'of the suite, with its port; localhost.emobix.co.uk:8443 where left out',
  },
  alias: { type: 'string', value: 'NAME', says: 'of the plans; vignette where left out' },
  json: {
    type: 'boolean',
    says: 'with --conformance: the configurations alone on stdout, as one JSON value',
  },
} as const

export const dev = command({
  summary:
    'run the server to try it out: defaults for every setting, a demo application, a person to sign in as',
  details: [
    'Listens on localhost, keeps everything in data/, and reads ./vignette.json when there is one (vignette apply --help).',
    'Words go to stdout, log lines to stderr. Dev mode is for your own machine.',
    'With --conformance the certificate is TLS_CERT, or made anew at each start and kept nowhere. What is fetched from the',
    'host of the suite, and from no other, may be at a private address and have any certificate.',
  ].join('\n'),
  options: OPTIONS,
  answers: false,
  examples: [
    'dev',
    'dev   # with PORT=4000 or LOG_LEVEL=warn in the environment',
    'dev --conformance --suite-host www.certification.openid.net --alias acme',
  ],
  run: async ({ conformance, json, alias, 'suite-host': host }) => {
    if (!conformance && (json || alias !== undefined || host !== undefined)) {
      throw new UsageError('--suite-host, --alias and --json go with --conformance')
    }
    await (conformance ? runConformance(host, alias, json) : runDev())
    return undefined
  },
})

const runDev = (): Promise<void> =>
  runServer({
    mode: 'dev',
    log_to: STDERR,
    start: async (running) => {
      const { app, words } = await startDev(running, running.tls)
      return { app, onListening: () => process.stdout.write(`${words}\n`) }
    },
  })

/** Nothing of it is loaded without the option. */
async function runConformance(host: string | undefined, alias: string | undefined, json: boolean) {
  const { hostnameOf, makeConformanceTarget, parseSuite } = await import('./conformance.ts')
  const suite = parseSuite(host, alias)
  await runServer({
    mode: 'conformance',
    suite_host: hostnameOf(suite),
    log_to: STDERR,
    start: async (running) => {
      const target = await makeConformanceTarget(running.deps, suite)
      const { app, words } = await startDev(running, running.tls ?? (await ownCertificate(running.deps)))
      const onListening = () => {
        process[json ? 'stderr' : 'stdout'].write(`${words}${conformanceWords(target)}\n`)
        process.stdout.write(`${JSON.stringify(target.plans, null, 2)}\n`)
      }
      return { app, onListening }
    },
  })
}

async function startDev(running: Running, tls: Certificate | undefined) {
  const sample = await makeSample(running.deps)
  const applied = await applyDocument(running)
  // The demo application calls this server like any other, and so has to trust it.
  if (tls) setDefaultCACertificates([...getCACertificates(), tls.cert])
  const { buildDevApp } = await import('../dev/dev.ts')
  const app = await buildDevApp(running.deps, { ...running, ...sample, tls })
  return { app, words: welcome(running, sample, applied) }
}

const HOUR = 3600
const DAY = 24 * HOUR

async function ownCertificate({ config, now, random }: Deps): Promise<Certificate> {
  const { makeCertificate } = await import('./own-certificate.ts')
  const host = new URL(config.public_url).hostname.replace(/^\[|\]$/g, '')
  const others = ['localhost', '127.0.0.1', '::1'].filter((name) => name !== host)
  return makeCertificate([host, ...others], { from: now() - HOUR, until: now() + 30 * DAY }, random)
}

/** @returns a line for each thing that was made or changed */
async function applyDocument({ deps }: Running): Promise<readonly string[]> {
  if (!existsSync(DOCUMENT)) return []
  const items = await applyFile(deps, DOCUMENT)
  return items.filter(({ result }) => result !== 'unchanged').map(lineOf)
}

function welcome({ deps }: Running, { demo, person, made }: Sample, applied: readonly string[]): string {
  const { public_url } = deps.config
  const places = [
    ['demo application', `${public_url}/demo`],
    ['discovery document', discoveryUrl(demo.issuer)],
    ['mails', `${public_url}/dev/mail`],
  ] as const
  return [
    `\nVignette runs in dev mode on ${public_url}\n`,
    table(places),
    ...(person ? [`\nSign in to the demo as\n`, passcodeTable(person)] : []),
    ...(made.length > 0 ? [`\nMade at this start: ${made.join('; ')}.`] : []),
    ...(applied.length > 0 ? [`\nFrom ${DOCUMENT}:\n${applied.map((line) => `  ${line}`).join('\n')}`] : []),
    '\nControl-C stops it.\n',
  ].join('\n')
}

function conformanceWords({ suite, issuer, person }: ConformanceTarget): string {
  const places = [
    ['suite', `https://${suite.host}`],
    ['discovery document', discoveryUrl(issuer)],
  ] as const
  return [
    '\nFor the conformance suite\n',
    table(places),
    ...(person ? ['\nSign in there as\n', passcodeTable(person)] : []),
    '\nWhile oidcc-server-rotate-keys waits\n\n  npm run -s vignette -- keys rotate --tenant conformance\n',
    'The configuration of each plan\n',
  ].join('\n')
}

const passcodeTable = ({ username, pin, picture_file }: NonNullable<Sample['person']>): string =>
  table([
    ['username', username],
    ['picture', relative('', picture_file)],
    ['PIN', pin],
  ])
