/**
 * What the pages of signing up show, made from where somebody stands: the first step, or, where accounts are hidden, an
 * address and where to look for the link.
 */
import type { FastifyReply } from 'fastify'
import type { TenantDeps } from '../deps.ts'
import { optional } from '../domain/parameters.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import { csrfToken } from './csrf.ts'
import { enrolmentTerms } from './enrolment-pages.ts'
import { type PageDeps, tenantFrame } from './frame.ts'
import type { Waiting } from './interaction.ts'
import { pageClient } from './interaction-pages.ts'
import { type SignUpAddressPage, sendEnrolPage, sendSignUpAddressPage } from './pages-enrolment.ts'
import { sendLookInYourMailPage } from './pages-recovery.ts'

/** A request that waits for somebody new. */
export type SignUpPlace = Readonly<{ scoped: PageDeps & TenantDeps; waiting: Waiting }>

/** @param ticket the enrolment's id */
export function sendFirstStep(reply: FastifyReply, place: SignUpPlace, ticket: string): FastifyReply {
  return sendEnrolPage(reply, {
    ...enrolmentTerms(place.scoped),
    ...aboutPlace(place),
    purpose: 'sign-up',
    ticket,
    ...hintsOf(place),
    replaces: false,
    email: undefined,
  })
}

/** What was typed, and why it was not taken. */
type Typed = Pick<SignUpAddressPage, 'username' | 'email'> &
  Partial<Pick<SignUpAddressPage, 'fault' | 'wait'>>

/** @param typed undefined: nothing yet */
export function sendAddressForm(reply: FastifyReply, place: SignUpPlace, typed?: Typed): FastifyReply {
  const hints = hintsOf(place)
  const { username = hints.username ?? '', email = hints.email_hint ?? '', fault, wait } = typed ?? {}
  return sendSignUpAddressPage(reply, { ...aboutPlace(place), username, email, fault, wait })
}

export function sendLookForLink(
  reply: FastifyReply,
  place: SignUpPlace,
  fields: Pick<SignUpAddressPage, 'username' | 'email'>,
): FastifyReply {
  const { frame, csrf_token, form_url } = aboutPlace(place)
  return sendLookInYourMailPage(reply, {
    frame,
    purpose: 'sign-up',
    email: fields.email,
    again_url: form_url,
    fields,
    other_url: form_url,
    code_url: undefined,
    is_wrong_code: false,
    csrf_token,
    redirect_uri: undefined,
  })
}

function aboutPlace({ scoped, waiting }: SignUpPlace) {
  const { interaction, target, browser } = waiting
  const { base } = scoped.tenant
  const id = uuidText(interaction.id)
  const form_url = `${base}/sign-up/${id}`
  const frame = tenantFrame(scoped, scoped.assets)
  return {
    frame,
    client: pageClient(target.client, frame.words.lang),
    csrf_token: csrfToken(scoped, browser),
    form_url,
    cancel_url: `${form_url}/cancel`,
    sign_in_url: `${base}/sign-in/${id}`,
    redirect_uri: target.redirect_uri,
  }
}

/** Each in the field that it is meant for: whoever signs up is asked for a name and for an address. */
function hintsOf({ waiting }: SignUpPlace) {
  const { parameters } = waiting.interaction
  return { username: optional(parameters, 'login_hint'), email_hint: optional(parameters, 'email_hint') }
}
