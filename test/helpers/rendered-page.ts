/** Pages as they leave the server, without one: a template, what it reads, and what every page has to be. */
import Fastify, { type FastifyReply, type LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { Frame } from '../../src/http/pages.ts'
import { registerViews } from '../../src/http/view.ts'
import { ENGLISH } from './words.ts'

const VIEWS = new URL('../../views/', import.meta.url)

export const NASTY = '<img src=x onerror="alert(1)"> & “ada”'
export const ESCAPED = '&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; “ada”'

export const FRAME: Frame = {
  words: ENGLISH,
  other_languages: [{ lang: 'ar', name: 'العربية', url: '/language/ar' }],
  host: 'login.example',
  asset: (path) => `/assets/0123456789abcdef/${path}`,
  tenant: {
    name: 'Northlight',
    style_url: '/api/oidc/default/style/1-0f5c4c.css',
    logo: undefined,
    privacy_url: undefined,
    terms_url: undefined,
  },
}

export type Send = (reply: FastifyReply) => FastifyReply

export async function renderPage(send: Send): Promise<LightMyRequestResponse> {
  const app = Fastify()
  registerViews(app, VIEWS)
  app.get('/', (_, reply) => send(reply))
  const reply = await app.inject('/')
  await app.close()
  return reply
}

/** One heading, one main part, nothing inline, no gap in a template, and headers that let nobody else in. */
export function checkWholePage(t: Test, { body, headers }: LightMyRequestResponse, name: string): void {
  t.equal(headers['content-type'], 'text/html; charset=utf-8', name)
  t.match(headers['content-security-policy'], "default-src 'none'", name)
  t.equal(headers['cache-control'], 'no-store', name)
  t.match(body, /^<!doctype html>\s*<html lang="en" dir="ltr">/, name)
  t.equal(body.match(/<h1/g)?.length, 1, name)
  t.equal(body.match(/<main/g)?.length, 1, name)
  t.match(body, /<title>[^<]+ – Northlight<\/title>/, name)
  t.notMatch(body, /\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|undefined|<%/, name)
  const ids = [...body.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
  t.equal(new Set(ids).size, ids.length, name)
}
