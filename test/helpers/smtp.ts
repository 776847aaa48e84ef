/**
 * A real SMTP server on a port of its own, which keeps what it took.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { Test } from 'tap'

export type TakenMail = Readonly<{ from: string; to: readonly string[]; source: string }>

export type SmtpServer = Readonly<{
  url: string
  port: number
  taken: TakenMail[]
  /** From now on recipients are refused with these words; undefined: they are not. */
  refuse: (words: string | undefined) => void
}>

/** @param port 0: any that is free */
export async function smtpServer(t: Test, port = 0): Promise<SmtpServer> {
  const taken: TakenMail[] = []
  let refusal: string | undefined
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: (_address, _session, done) =>
      done(refusal === undefined ? undefined : Object.assign(new Error(refusal), { responseCode: 451 })),
    onData: async (stream, { envelope }, done) => {
      const source = await text(stream)
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), source })
      done()
    },
  })
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port: taken_port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${taken_port}`,
    port: taken_port,
    taken,
    refuse: (words) => {
      refusal = words
    },
  }
}
