/**
 * Whether the first step of a sign-in tells by its time who exists: tries at names that people have and at names that
 * nobody has, in turn, one at a time, each from a browser that is not known and an address of its own.
 */
import { openDatabase } from '../../src/store/database.ts'
import { median } from './figures.ts'
import { openPages } from './http-login.ts'
import { type Answer, KeepAliveConnection, requestText } from './keep-alive-connection.ts'
import { prepareOurs, startServer, TENANT } from './our-side.ts'
import { addPeople, CROWD } from './passcode-people.ts'
import { stop } from './processes.ts'
import type { Report } from './report.ts'

const TRIES = 2000
const NOBODY = CROWD.map((_, n) => `nobody-${n}`)
const PATH = `/api/oidc/${TENANT}/passcode/login/start`
/** Beyond this many standard errors it is no noise: chance alone goes there once in 370 runs. */
const MOST_STANDARD_ERRORS = 3

type Pair = Readonly<{ known: number; unknown: number }>

export async function benchUnknownNames(folder: string): Promise<Report> {
  const prepared = await prepareOurs(folder, addPeople, { TRUST_PROXY: 'loopback' })
  const server = await startServer(prepared)
  const db = await openDatabase(prepared.config.database_url)
  try {
    const ask = await asker(prepared.config)
    const pairs: Pair[] = []
    // The first round warms up.
    for (let round = -1; round < TRIES / 2 / CROWD.length; round += 1) {
      // Nobody is told to wait: what is measured is the answer to a try.
      await db.execute('DELETE FROM attempt')
      const found = await tryAll(ask, round)
      if (round >= 0) pairs.push(...found)
    }
    return report(pairs)
  } finally {
    await db.close()
    await stop(server)
  }
}

/** @returns milliseconds from the request to its answer */
type Ask = (username: string, address: string) => Promise<number>

async function asker({ port, public_url }: { port: number; public_url: string }): Promise<Ask> {
  const [page] = await openPages(public_url, ['person-0'])
  if (!page) throw new Error('there is no sign-in page')
  const { ke1, headers, interaction } = page
  const connection = await KeepAliveConnection.open(port)
  const same = ['content-type: application/json', `cookie: ${headers['cookie']}`, `origin: ${public_url}`]
  return async (username, address) => {
    const body = JSON.stringify({ username, ke1, interaction })
    const text = requestText(port, `POST ${PATH}`, [...same, `x-forwarded-for: ${address}`], body)
    const began_at = performance.now()
    const answer: Answer = await connection.send(text)
    const took_ms = performance.now() - began_at
    if (answer.status !== 200) throw new Error(`${username}: ${answer.status} ${answer.body}`)
    return took_ms
  }
}

/** Who comes first alternates, so that neither always follows the other. */
async function tryAll(ask: Ask, round: number): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const [n, name] of CROWD.entries()) {
    const tryKnown = () => ask(name, `198.51.${round + 1}.${n}`)
    const tryUnknown = () => ask(NOBODY[n] ?? '', `203.0.${round + 1}.${n}`)
    if (n % 2 === 0) pairs.push({ known: await tryKnown(), unknown: await tryUnknown() })
    else {
      const unknown = await tryUnknown()
      pairs.push({ known: await tryKnown(), unknown })
    }
  }
  return pairs
}

/** The sign test's statistic over pairs: a pause of the machine moves one sign, however long it lasts. */
function standardErrors(pairs: readonly Pair[]): number {
  const slower = pairs.filter(({ known, unknown }) => known > unknown).length
  return Math.abs(slower - pairs.length / 2) / (Math.sqrt(pairs.length) / 2)
}

function report(pairs: readonly Pair[]): Report {
  const [ours, theirs] = [
    median(pairs.map(({ known }) => known)),
    median(pairs.map(({ unknown }) => unknown)),
  ]
  return {
    title: 'The first step of a sign-in: names that people have, and names that nobody has',
    circumstances: [
      `${2 * pairs.length} tries in turn over one connection, medians`,
      'noise: in how many pairs the known name took longer, from the half that chance gives, in standard errors (sign test)',
    ],
    theirs: 'unknown names',
    figures: [
      { what: 'login/start', unit: 'ms', ours, theirs, goal: undefined },
      {
        what: 'beyond chance',
        unit: 'standard errors',
        ours: standardErrors(pairs),
        theirs: undefined,
        goal: { most: MOST_STANDARD_ERRORS },
      },
    ],
  }
}
