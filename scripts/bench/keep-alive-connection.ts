/**
 * One connection to a server under load: a request at a time, no more work for each than to find where its answer ends.
 */
import { connect, type Socket } from 'node:net'

export type Answer = Readonly<{ status: number; head: string; body: string }>

type Waiting = Readonly<{ resolve: (answer: Answer) => void; reject: (error: Error) => void }>

export class KeepAliveConnection {
  readonly #socket: Socket
  #received = ''
  #waiting: Waiting | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    // One character for each byte, so that lengths are those of Content-Length.
    socket.setEncoding('latin1')
    socket.on('data', (text) => this.#receive(String(text)))
    socket.on('error', (error) => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  static open(port: number): Promise<KeepAliveConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(new KeepAliveConnection(socket)))
      socket.once('error', reject)
    })
  }

  /** @param text the whole request, ready to be written */
  send(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(text, 'latin1')
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(text: string): void {
    this.#received += text
    const answer = completeAnswer(this.#received)
    if (!answer) return
    this.#received = ''
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(answer)
  }
}

/**
 * @returns undefined while something is still to come
 * @throws {Error} for an answer that is sent in pieces: neither server has such ones
 */
export function completeAnswer(received: string): Answer | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without Content-Length:\n${head}`)
  const body = received.slice(end + 4)
  return body.length < Number(length) ? undefined : { status: Number(head.slice(9, 12)), head, body }
}

/** @param port of the server, as every client names it (RFC 9110 §7.2) @param headers whole lines */
export function requestText(port: number, line: string, headers: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`content-length: ${body.length}`]
  return [`${line} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...headers, ...length, '', body].join('\r\n')
}
