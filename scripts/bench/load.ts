/**
 * The load, a process of its own: authorize with a live session, token, userinfo, on a number of connections at once.
 *
 * It gets one Visit at a time from its parent and answers each with what it saw.
 */
import { createHash } from 'node:crypto'
import { quantile } from './figures.ts'
import { type Answer, KeepAliveConnection, requestText } from './keep-alive-connection.ts'

export type Target = Readonly<{
  port: number
  paths: Readonly<{ authorize: string; token: string; userinfo: string }>
  /** More parameters of the authorization request. */
  parameters: Readonly<Record<string, string>>
  cookie: string
  client_id: string
  client_secret: string
  redirect_uri: string
  scope: string
  /** Of the ID token, and of an access token that is a JWT. */
  alg: string
  access_token_format: 'opaque' | 'jwt'
  /** Without it a flow ends at the token endpoint. */
  asks_userinfo: boolean
}>

export type Visit = Readonly<{ target: Target; connections: number; warm_up_ms: number; ms: number }>

/** `cpu_share` is that of the load itself: at 1 it would be what is measured. */
export type Seen = Readonly<{ flows_per_second: number; p99_ms: number; cpu_share: number }>

type Flow = (connection: KeepAliveConnection) => Promise<void>

const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')

process.on('message', (visit: Visit) => {
  makeVisit(visit).then(
    (seen) => process.send?.({ seen }),
    (error) => process.send?.({ error: String(error?.stack ?? error) }),
  )
})

async function makeVisit({ target, connections, warm_up_ms, ms }: Visit): Promise<Seen> {
  const flow = makeFlow(target)
  const opened = await Promise.all(
    Array.from({ length: connections }, () => KeepAliveConnection.open(target.port)),
  )
  try {
    await runFor(opened, flow, warm_up_ms)
    const [began_at, cpu] = [performance.now(), process.cpuUsage()]
    const latencies = await runFor(opened, flow, ms)
    const { user, system } = process.cpuUsage(cpu)
    const took_ms = performance.now() - began_at
    return {
      flows_per_second: (latencies.length * 1000) / took_ms,
      p99_ms: quantile(latencies, 0.99),
      cpu_share: (user + system) / 1000 / took_ms,
    }
  } finally {
    for (const connection of opened) connection.close()
  }
}

/** @returns how long each flow took */
async function runFor(
  connections: readonly KeepAliveConnection[],
  flow: Flow,
  ms: number,
): Promise<number[]> {
  const until = performance.now() + ms
  const latencies: number[] = []
  const keepGoing = async (connection: KeepAliveConnection) => {
    for (let began_at = performance.now(); began_at < until; ) {
      await flow(connection)
      const ended_at = performance.now()
      latencies.push(ended_at - began_at)
      began_at = ended_at
    }
  }
  await Promise.all(connections.map(keepGoing))
  return latencies
}

function makeFlow(target: Target): Flow {
  const { port, client_id, client_secret, redirect_uri, scope, paths } = target
  const authorization = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    scope,
    code_challenge,
    code_challenge_method: 'S256',
    ...target.parameters,
  })
  const redemption = new URLSearchParams({ grant_type: 'authorization_code', redirect_uri, code_verifier })
  const tokenHeaders = [
    'content-type: application/x-www-form-urlencoded',
    `authorization: Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
  ]
  let count = 0
  return async (connection) => {
    count += 1
    const state = String(count)
    const query = `${authorization}&state=${state}&nonce=n${state}`
    const redirect = await connection.send(
      requestText(port, `GET ${paths.authorize}?${query}`, [`cookie: ${target.cookie}`]),
    )
    const code = codeOf(redirect, state)
    const body = `${redemption}&code=${code}`
    const tokens = tokensOf(
      await connection.send(requestText(port, `POST ${paths.token}`, tokenHeaders, body)),
      target,
    )
    if (!target.asks_userinfo) return
    const bearer = `authorization: Bearer ${tokens.access_token}`
    checkUserinfo(await connection.send(requestText(port, `GET ${paths.userinfo}`, [bearer])))
  }
}

function codeOf({ status, head, body }: Answer, state: string): string {
  const location = /\r\nlocation: *(\S+)/i.exec(head)?.[1] ?? ''
  const code = /[?&]code=([^&]+)/.exec(location)?.[1]
  if (code !== undefined && location.includes(`state=${state}&`)) return code
  throw new Error(`authorize answered ${status} ${location}\n${body.slice(0, 500)}`)
}

function tokensOf({ status, body }: Answer, { alg, access_token_format }: Target) {
  const tokens = status === 200 ? JSON.parse(body) : {}
  const format = algOf(tokens.access_token) === alg ? 'jwt' : 'opaque'
  if (algOf(tokens.id_token) === alg && format === access_token_format && !('refresh_token' in tokens)) {
    return tokens as { access_token: string }
  }
  throw new Error(`token answered ${status} ${body.slice(0, 2000)}`)
}

/** @returns undefined for what is no JWT */
function algOf(token: unknown): string | undefined {
  const [header = '', , signature] = String(token).split('.')
  return signature ? JSON.parse(Buffer.from(header, 'base64url').toString()).alg : undefined
}

function checkUserinfo({ status, head, body }: Answer): void {
  if (status === 200 && body.includes('"email"')) return
  throw new Error(`userinfo answered ${status} ${body.slice(0, 500)}\n${head}`)
}
