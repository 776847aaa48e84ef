/**
 * vignette mail list
 */
import { type ListedMail, listMails } from '../domain/mail/mail-list.ts'
import { isoInstant } from '../primitives/clock.ts'
import { command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { deliveryWords } from './delivery-words.ts'
import { list } from './output.ts'
import { withTenant } from './process-deps.ts'

const MOST = 100

const listAll = command({
  summary: 'list the mails of a tenant, the newest first, and what became of them',
  details: [
    `The last ${MOST} of the last seven days. A mail that no SMTP server took is tried again after 1, 2, 5, 15 and 60 minutes,`,
    'then after 3, 6, 12 and 24 hours, and then given up. What a mail says is not shown.',
  ].join('\n'),
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant whose mails they are' },
  },
  answers: true,
  examples: ['mail list --tenant acme', 'mail list --tenant acme --json'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
      const mails = await listMails(deps, MOST)
      return { value: mails, text: list(mails.map(rowOf), 'no mails') }
    }),
})

export const mail: CommandGroup = {
  summary: 'mail: what was sent, and what could not be yet',
  commands: { list: listAll },
}

const rowOf = (mail: ListedMail): string[] => [
  isoInstant(mail.created_at),
  mail.kind,
  ...deliveryWords(mail),
  mail.last_error ?? '',
]
