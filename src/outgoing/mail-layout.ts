/**
 * A mail laid out twice: as text, and as HTML that says the same.
 */
import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import { readShippedText } from '../primitives/shipped-files.ts'
import type { MailBodies, MailContent } from './mail.ts'
import { mailColours } from './mail-colours.ts'
import { mailText } from './mail-text.ts'

/** @param views the folder of the templates, ending in a slash */
export function makeMailLayout(views: URL): (content: MailContent) => MailBodies {
  const folder = fileURLToPath(new URL('mail/', views))
  const eta = new Eta({ views: folder, cache: true, rmWhitespace: true })
  eta.readFile = readShippedText
  return (content) => ({
    text: mailText(content),
    html: eta.render('letter', { ...content, colours: mailColours(content.tenant.accent) }),
  })
}
