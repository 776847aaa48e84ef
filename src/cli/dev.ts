/**
 * vignette dev, which is what `npm start` runs
 */
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { applyFile, lineOf } from './apply.ts'
import { command, table } from './command.ts'
import { makeSample, type Sample } from './sample.ts'
import { type Running, runServer, STDERR } from './server-process.ts'

/** Read when it is there, in the folder that the command is started in. */
const DOCUMENT = 'vignette.json'

export const dev = command({
  summary:
    'run the server to try it out: defaults for every setting, a demo application, a person to sign in as',
  details: [
    'Listens on localhost, keeps everything in data/, and reads ./vignette.json when there is one (vignette apply --help).',
    'Words go to stdout, log lines to stderr. Dev mode is for your own machine.',
  ].join('\n'),
  options: {},
  answers: false,
  examples: ['dev', 'dev   # with PORT=4000 or LOG_LEVEL=warn in the environment'],
  run: async () => {
    await runServer({
      mode: 'dev',
      log_to: STDERR,
      start: async (running) => {
        const sample = await makeSample(running.deps)
        const applied = await applyDocument(running)
        const { buildDevApp } = await import('../dev/dev.ts')
        const app = await buildDevApp(running.deps, { ...running, ...sample })
        return { app, onListening: () => process.stdout.write(`${welcome(running, sample, applied)}\n`) }
      },
    })
    return undefined
  },
})

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
    ['discovery document', `${demo.issuer}/.well-known/openid-configuration`],
    ['mails', `${public_url}/dev/mail`],
  ] as const
  const ada =
    person &&
    ([
      ['username', person.username],
      ['picture', relative('', person.picture_file)],
      ['PIN', person.pin],
    ] as const)
  return [
    `\nVignette runs in dev mode on ${public_url}\n`,
    table(places),
    ...(ada ? [`\nSign in to the demo as\n`, table(ada)] : []),
    ...(made.length > 0 ? [`\nMade at this start: ${made.join('; ')}.`] : []),
    ...(applied.length > 0 ? [`\nFrom ${DOCUMENT}:\n${applied.map((line) => `  ${line}`).join('\n')}`] : []),
    '\nControl-C stops it.\n',
  ].join('\n')
}
