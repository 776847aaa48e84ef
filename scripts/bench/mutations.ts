/**
 * Mutated requests: right ones to every endpoint, spoiled in one to four ways, many at once, to a server process. Each answer
 * and each line of the log is judged; what is found is made as small as it gets.
 */
import {
  type Arbitrary,
  array,
  asyncProperty,
  check,
  constantFrom,
  type RunDetails,
  record,
} from 'fast-check'
import { type Mutation, mutated, mutations } from './mutation.ts'
import { ISSUER, PATIENCE_MS, Stage } from './mutation-stage.ts'
import { fault, isBusy, lineFault, secretsOf } from './mutation-verdict.ts'
import { exchange, type PlainAnswer } from './plain-request.ts'
import { stop } from './processes.ts'
import type { Report } from './report.ts'
import { WHOLE } from './whole-requests.ts'

const AT_ONCE = 32

export type MutationOptions = Readonly<{ requests: number; seed: number }>

/** Both are plain data, so that a case can be told and sent again. */
type Case = Readonly<{ whole: string; mutations: readonly Mutation[] }>
type Found = { requests: number; refused: number; busy: number; lines: number }

const cases: Arbitrary<Case> = record({ whole: constantFrom(...WHOLE.map(({ what }) => what)), mutations })
const batches = array(cases, { minLength: 1, maxLength: AT_ONCE, size: 'max' })

export async function benchMutations(folder: string, { requests, seed }: MutationOptions): Promise<Report> {
  const stage = new Stage()
  const found: Found = { requests: 0, refused: 0, busy: 0, lines: 0 }
  const server = await stage.start(folder)
  try {
    await checkWhole(stage)
    const judged = asyncProperty(batches, (batch) => sendBatch(stage, found, batch))
    // A batch is half as large as it may be, in the middle.
    const numRuns = Math.ceil(requests / (AT_ONCE / 2))
    const details = await check(judged, { seed, numRuns, endOnFailure: false })
    if (details.failed) process.stderr.write(await told(stage, found, details))
    else await checkWhole(stage)
    return report(found, details)
  } finally {
    await stop(server)
    await stage.close()
  }
}

/** Before and after: the server is well, and what is spoiled is right until then. */
async function checkWhole(stage: Stage): Promise<void> {
  await stage.forgetTries()
  const wrong: string[] = []
  for (const { what, make, status } of WHOLE) {
    const answer = await stage.ask(await make(stage))
    if (answer.status !== status)
      wrong.push(`${what}, as it is: ${answer.status}, not ${status}\n${answer.head}\n${answer.body}`)
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n\n'))
}

/** @throws {Error} for the first fault, which fast-check then looks for in smaller batches */
async function sendBatch(stage: Stage, found: Found, batch: readonly Case[]): Promise<void> {
  await stage.forgetTries()
  const faults = await Promise.all(batch.map((each) => sendCase(stage, found, each)))
  const lines = stage.lines.splice(0)
  found.lines += lines.length
  const wrong = [...faults, ...lines.map((line) => lineFault(line, stage.secrets))].find(
    (text) => text !== undefined,
  )
  if (wrong !== undefined) throw new Error(wrong)
}

async function sendCase(stage: Stage, found: Found, each: Case): Promise<string | undefined> {
  const { whole, right, sent } = await requestOf(stage, each)
  for (const secret of secretsOf(right)) stage.secrets.add(secret)
  const answer = await exchange(stage.port, stage.written(sent), PATIENCE_MS)
  count(found, answer)
  const wrong = fault(answer, { whole, right, sent, origin: stage.origin })
  return wrong && `${whole.what}: ${wrong}\n${stage.written(sent).slice(0, 4000)}\n${shown(answer)}`
}

async function requestOf(stage: Stage, { whole: what, mutations }: Case) {
  const whole = WHOLE.find((each) => each.what === what)
  if (!whole) throw new Error(`there is no request ${what}`)
  const right = await whole.make(stage)
  return { whole, right, sent: mutated(right, mutations, foreign(stage)) }
}

/** What belongs to somebody else, or to another place. */
const foreign = (stage: Stage): readonly string[] => [
  'signer',
  'tv',
  'third',
  'nobody',
  `${stage.origin}${ISSUER}`,
  `${ISSUER}/register/web`,
  'https://rp.example/elsewhere',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'password',
  'implicit',
]

const shown = (answer: PlainAnswer | 'hangs'): string =>
  typeof answer === 'object' ? `${answer.head}\n\n${answer.body.slice(0, 2000)}` : ''

function count(found: Found, answer: PlainAnswer | 'hangs'): void {
  found.requests += 1
  if (typeof answer !== 'object') return
  if (isBusy(answer)) found.busy += 1
  else if (answer.status >= 400) found.refused += 1
}

/** How to have it again, and the smallest case: one request, where that alone is enough. */
async function told(
  stage: Stage,
  found: Found,
  { seed, counterexamplePath, counterexample, errorInstance }: RunDetails<[Case[]]>,
): Promise<string> {
  const lines = [`seed ${seed}, path ${counterexamplePath}`, String(errorInstance)]
  for (const each of counterexample?.[0] ?? []) {
    const alone = await sendBatch(stage, found, [each]).then(() => 'nothing wrong alone', String)
    lines.push(`${JSON.stringify(each)}\n${alone}`)
  }
  return `${lines.join('\n\n')}\n`
}

function report(found: Found, { failed, seed, numShrinks }: RunDetails<[Case[]]>): Report {
  const told = (what: string, ours: number) => ({ what, unit: '', ours, theirs: undefined, goal: undefined })
  return {
    title: 'Mutated requests to every endpoint',
    circumstances: [
      `seed ${seed}; up to ${AT_ONCE} at once; ${WHOLE.length} right requests, spoiled in one to four ways`,
      'wrong: a 5xx but 503 with Retry-After, no answer, a secret in the log, something given where nothing is due, markup or headers of the request in an answer',
      ...(failed ? [`made smaller ${numShrinks} times: see above`] : []),
    ],
    theirs: '',
    figures: [
      told('requests', found.requests),
      told('refused', found.refused),
      told('busy', found.busy),
      told('lines of the log', found.lines),
      { what: 'wrong', unit: '', ours: failed ? 1 : 0, theirs: undefined, goal: { most: 0 } },
    ],
  }
}
