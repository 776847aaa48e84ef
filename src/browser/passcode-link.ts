/** The way to the worker, which alone computes; made early, so that it is ready when it is needed. */
import type { Outcomes, Work, WorkerMessage } from './worker-messages.ts'

type Policy = { createScriptURL: (address: string) => string }
type Kind = Work['kind']
type Policies = { createPolicy: (name: string, rules: Policy) => Policy }

/** @returns the asking for one work at a time, which never rejects, and the preparation for it */
export function makeLink() {
  const address = new URL('passcode-worker.ts', import.meta.url).href
  // Trusted Types: nothing passes but the one address of the worker.
  const rules: Policy = {
    createScriptURL(asked) {
      if (asked !== address) throw new TypeError(asked)
      return asked
    },
  }
  const { trustedTypes } = globalThis as { trustedTypes?: Policies }
  const policy = trustedTypes?.createPolicy('vpc', rules) ?? rules
  let worker: Worker | undefined
  let settle: (outcome: Outcomes[Kind]) => void = () => {}

  /** The next attempt makes a new worker. */
  const fail = () => {
    worker?.terminate()
    worker = undefined
    settle({ ok: false, reason: navigator.onLine ? 'unsupported' : 'offline' })
  }
  const prepare = () => {
    if (worker) return
    worker = new Worker(policy.createScriptURL(address), { type: 'module' })
    worker.onerror = fail
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'unsupported') fail()
      if (data.kind === 'outcome') settle(data.outcome)
    }
  }
  const attempt = <Asked extends Work>(request: Asked) =>
    new Promise<Outcomes[Asked['kind']]>((resolve) => {
      settle = resolve as typeof settle
      prepare()
      worker?.postMessage(request)
    })
  return { prepare, attempt }
}
