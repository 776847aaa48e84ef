/**
 * Mail as flows are handed it, whichever way it goes out.
 */
import type { Mail } from './mail.ts'
import { makeMailLayout } from './mail-layout.ts'
import { mailSource } from './smtp.ts'

/**
 * @param views the folder of the templates, ending in a slash
 * @param send undefined: there is no way, and mail counts as not configured
 */
export function makeMail(views: URL, send: Mail['send'] | undefined): Mail {
  return {
    is_configured: send !== undefined,
    layOut: makeMailLayout(views),
    send: send ?? (() => Promise.reject(new Error('there is no SMTP server: set SMTP_URL'))),
    source: mailSource,
  }
}
