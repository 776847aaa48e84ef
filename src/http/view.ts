/**
 * Templates: Eta behind `reply.view`, escaping by default, each file read and compiled once.
 */
import { fileURLToPath } from 'node:url'
import fastifyView from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance } from 'fastify'
import { readShippedText } from '../primitives/shipped-files.ts'

/** What every template may call to say something: see `Words`. */
const WORDS = 'const { w, rich, forScript } = it.frame?.words ?? {}'

/** @param views the folder of the templates, ending in a slash */
export function registerViews(app: FastifyInstance, views: URL): void {
  const templates = fileURLToPath(views)
  const eta = new Eta({ views: templates, cache: true, rmWhitespace: true, functionHeader: WORDS })
  eta.readFile = readShippedText
  // Declared here, or the plugin would add a hook to every request of the server to declare it.
  app.decorateReply('locals', null)
  app.register(fastifyView, {
    engine: { eta },
    templates,
    production: true,
  })
}
