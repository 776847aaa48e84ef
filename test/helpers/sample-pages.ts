/** One of each page, with everything on it that can be there. */

import { ERROR_STATUS, type ErrorKind } from '../../src/http/error-words.ts'
import { sendNotAdmittedPage } from '../../src/http/not-admitted-page.ts'
import * as pages from '../../src/http/pages.ts'
import { sendGoingOnPage } from '../../src/http/pages-connection.ts'
import * as device from '../../src/http/pages-device.ts'
import * as email from '../../src/http/pages-email.ts'
import * as enrolment from '../../src/http/pages-enrolment.ts'
import * as links from '../../src/http/pages-link.ts'
import * as recovery from '../../src/http/pages-recovery.ts'
import type { Send } from './rendered-page.ts'

const client = { name: 'Harbour Notes', logo_url: undefined }
const go_on = { url: 'https://notes.example/', client_name: 'Harbour Notes' }
const csrf_token = 'token'
const redirect_uri = undefined

const PASSCODE = {
  tenant_uuid: '00112233-4455-6677-8899-aabbccddeeff',
  passcode_url: '/passcode',
  pin_length: 6,
  pattern_points: 5,
  grid: 3,
  show_when_typing: false,
} as const

const ALL_METHODS = ['pin', 'pattern', 'none'] as const

function signIn(frame: pages.Frame): pages.SignInPage {
  return {
    ...PASSCODE,
    frame,
    client,
    organization: undefined,
    interaction: '1',
    client_id: 'harbour-notes',
    username: undefined,
    username_fixed: false,
    methods: ALL_METHODS,
    known_browser: false,
    csrf_token,
    form_url: '/sign-in/1',
    cancel_url: '/cancel',
    redirect_uri,
    policy_uri: 'https://notes.example/privacy',
    tos_uri: 'https://notes.example/terms',
    sign_up_url: '/sign-up',
    send_link_url: '/send-link',
    connections: [{ name: 'Corporate directory', url: '/connections/1?connection=corporate' }],
    recovery_url: '/recover',
    recovery_code_url: '/recover/code',
  }
}

function enrol(frame: pages.Frame, purpose: enrolment.EnrolPage['purpose']): enrolment.EnrolPage {
  return {
    ...PASSCODE,
    frame,
    purpose,
    client,
    ticket: '1',
    username: 'ada',
    replaces: purpose !== 'sign-up',
    email: undefined,
    email_hint: undefined,
    methods: ALL_METHODS,
    until: purpose === 'invitation' ? frame.words.dayAndTime(1_800_000_000) : undefined,
    report_url: '/stop',
    csrf_token,
    form_url: '/enrol/1',
    cancel_url: '/cancel',
    sign_in_url: purpose === 'sign-up' ? '/sign-in' : undefined,
    redirect_uri,
  }
}

function consent(frame: pages.Frame): pages.ConsentPage {
  const { w, date } = frame.words
  const row = (title: string, value: string | undefined, detail?: string) => ({
    title,
    is_code: false,
    value,
    badge: w('consent.new'),
    detail,
  })
  return {
    frame,
    client: { ...client, host: 'notes.example' },
    sub: '0f8fad5b',
    username: 'ada',
    is_first: false,
    groups: [
      {
        title: w('consent.how-to-reach-you'),
        rows: [row(w('consent.email'), 'ada@example.org', w('consent.email-not-confirmed'))],
      },
      {
        title: w('consent.what-it-may-do'),
        rows: [row(w('consent.stay-up-to-date'), undefined, w('consent.days', { count: 30 }))],
      },
    ],
    already_allowed: { date: date(1_800_000_000), rows: [row(w('consent.name'), 'Ada Lovelace')] },
    self_registered_host: 'notes.example',
    policy_uri: 'https://notes.example/privacy',
    tos_uri: 'https://notes.example/terms',
    account_url: '/account',
    not_you_url: '/logout',
    allow_url: '/allow',
    cancel_url: '/cancel',
    redirect_uri: 'https://notes.example/callback',
    csrf_token,
  }
}

const signOut = { username: 'ada', sign_out_url: '/out', stay_url: '/stay', has_unused_address: true }
const signedOut = { back: go_on, frames: [], goes_on: false, sign_in_again_url: '/in' }

function ownPages(frame: pages.Frame): Record<string, Send> {
  const of = { frame, csrf_token, redirect_uri }
  return {
    'sign-in': (reply) => pages.sendSignInPage(reply, signIn(frame)),
    'second-step': (reply) =>
      pages.sendSignInPage(reply, { ...signIn(frame), username: 'ada', username_fixed: true }),
    'sign-in-organization': (reply) =>
      pages.sendSignInPage(reply, { ...signIn(frame), organization: 'Cumin Kitchen' }),
    consent: (reply) => pages.sendConsentPage(reply, consent(frame)),
    'sign-out': (reply) => pages.sendSignOutPage(reply, { ...of, ...signOut }),
    'signed-out': (reply) => pages.sendSignedOutPage(reply, { ...signedOut, frame }),
    'already-signed-in': (reply) =>
      pages.sendAlreadySignedInPage(reply, { frame, go_on, sign_out_url: '/out' }),
    // To itself, so that it stays.
    'going-on': (reply) => sendGoingOnPage(reply, { frame, url: '#' }),
    'change-email': (reply) =>
      email.sendChangeEmailPage(reply, {
        ...of,
        username: 'ada',
        present: 'ada@example.org',
        email: 'ada',
        is_wrong: true,
        wait: 90,
        back_url: '/account',
        form_url: '/',
      }),
  }
}

function notAdmittedPages(frame: pages.Frame): Record<string, Send> {
  const of = { frame, csrf_token, redirect_uri, client, username: 'ada', user_code: undefined }
  const ways = { other_account_url: '/sign-in', cancel_url: '/cancel' }
  return {
    'not-a-member': (reply) =>
      sendNotAdmittedPage(reply, {
        ...of,
        ...ways,
        reason: 'organization-not-member',
        organization: 'Cumin Kitchen',
        contact: 'help@northlight.example',
      }),
    'not-assigned': (reply) =>
      sendNotAdmittedPage(reply, {
        ...of,
        ...ways,
        reason: 'client-not-assigned',
        organization: undefined,
        contact: undefined,
      }),
  }
}

function enrolmentPages(frame: pages.Frame): Record<string, Send> {
  const of = { frame, csrf_token, redirect_uri }
  const codes = Array.from({ length: 10 }, () => '7k2m-q9xd-4hnv-w3pt')
  const ready = { frame, client, username: 'ada', email: 'ada@example.org', go_on_url: '/on' }
  return {
    ...Object.fromEntries(
      (['sign-up', 'recovery', 'invitation', 'change'] as const).map((purpose) => [
        `enrol-${purpose}`,
        (reply) => enrolment.sendEnrolPage(reply, enrol(frame, purpose)),
      ]),
    ),
    'sign-up-address': (reply) =>
      enrolment.sendSignUpAddressPage(reply, {
        ...of,
        client,
        username: 'ada',
        email: 'ada',
        fault: 'email_invalid',
        wait: undefined,
        form_url: '/',
        cancel_url: '/cancel',
        sign_in_url: '/in',
      }),
    'recovery-codes': (reply) =>
      enrolment.sendRecoveryCodesPage(reply, { frame, username: 'ada', codes, next: '/next' }),
    'codes-gone': (reply) => enrolment.sendCodesGonePage(reply, { ...of, make_url: '/codes', next: '/next' }),
    ready: (reply) => enrolment.sendReadyPage(reply, { ...ready, method: 'pin', mail_is_sent: true }),
    'ready-mail-waits': (reply) =>
      enrolment.sendReadyPage(reply, { ...ready, method: 'pattern', mail_is_sent: false }),
    changed: (reply) =>
      enrolment.sendChangedPage(reply, { frame, method: 'pin', is_mailed: true, account_url: '/account' }),
  }
}

const PURPOSES: readonly links.LinkPurpose[] = [
  'sign-up',
  'recover',
  'sign-in',
  'verify-email',
  'change-email',
  'invite',
  'known-browser',
  'report',
]
const DONE: readonly links.LinkDonePage['done'][] = [
  'verify-email',
  'change-email',
  'change-email-half',
  'report',
  'stopped',
  'known-browser',
]

function linkPages(frame: pages.Frame): Record<string, Send> {
  const whose = { frame, username: 'ada', email: 'ada@example.org', method: 'pin' } as const
  const until = frame.words.dayAndTime(1_800_000_000)
  const forms = { spend_url: '/link/1', report_url: '/stop', csrf_token, redirect_uri }
  const asked = PURPOSES.map((purpose): [string, Send] => [
    `link-${purpose}`,
    (reply) => links.sendLinkPage(reply, { ...whose, ...forms, purpose, until }),
  ])
  const done = DONE.map((each): [string, Send] => [
    `link-done-${each}`,
    (reply) => links.sendLinkDonePage(reply, { ...whose, done: each, next_url: '/in' }),
  ])
  return {
    ...Object.fromEntries([...asked, ...done]),
    'link-dead': (reply) => links.sendDeadLinkPage(reply, { frame, again_url: '/recover' }),
    'link-code': (reply) => links.sendLinkCodePage(reply, { frame, code: 'BCDF-GHJK' }),
  }
}

function recoveryPages(frame: pages.Frame): Record<string, Send> {
  const of = { frame, csrf_token, redirect_uri, username: 'ada', form_url: '/form', back_url: '/' }
  const contact = 'help@northlight.example'
  const look = {
    ...of,
    email: 'ada@example.org',
    again_url: '/again',
    fields: {},
    other_url: '/other',
    code_url: '/code',
    is_wrong_code: true,
  }
  return {
    recover: (reply) =>
      recovery.sendRecoveryChoicePage(reply, {
        frame,
        mail_url: '/mail',
        code_url: '/code',
        contact,
        sign_in_url: '/in',
      }),
    'recover-mail': (reply) =>
      recovery.sendAskForMailPage(reply, { ...of, purpose: 'recover', email: '', wait: 2 }),
    'send-link': (reply) =>
      recovery.sendAskForMailPage(reply, { ...of, purpose: 'sign-in', email: '', wait: 600 }),
    'recover-code': (reply) => recovery.sendRecoveryCodePage(reply, { ...of, is_wrong: true, wait: 30 }),
    'look-sign-up': (reply) => recovery.sendLookInYourMailPage(reply, { ...look, purpose: 'sign-up' }),
    'look-recover': (reply) => recovery.sendLookInYourMailPage(reply, { ...look, purpose: 'recover' }),
    'first-show': (reply) =>
      recovery.sendFirstShowPage(reply, { ...of, code_url: '/code', contact, wait: undefined }),
    'one-more-thing': (reply) => recovery.sendOneMoreThingPage(reply, { frame, contact }),
  }
}

function devicePages(frame: pages.Frame): Record<string, Send> {
  const { w } = frame.words
  const code = { frame, form_url: '/device', typed: '', is_wrong: false, wait: undefined }
  const user_code = 'WDJB-MJHT'
  const answered = (answer: device.DeviceAnsweredPage['answer']) => ({
    frame,
    answer,
    take_back: answer === 'allowed' ? { url: '/take-back', device: '1', csrf_token } : undefined,
  })
  return {
    device: (reply) => device.sendDeviceCodePage(reply, code),
    'device-wrong': (reply) =>
      device.sendDeviceCodePage(reply, { ...code, typed: user_code, is_wrong: true }),
    'device-wait': (reply) => device.sendDeviceCodePage(reply, { ...code, typed: user_code, wait: 600 }),
    'device-confirm': (reply) =>
      device.sendDeviceConfirmPage(reply, {
        frame,
        client: { ...client, name: 'Harbour Notes for TV' },
        registered_itself: true,
        user_code,
        asked: w('device.asked-minutes', { count: 2, address: '2001:db8:85a3::8a2e:370:7334' }),
        username: 'ada',
        gets: `${w('account.scope-openid')}, ${w('account.scope-profile')}, ${w('account.scope-offline_access')}`,
        allow_url: '/allow',
        cancel_url: '/cancel',
        csrf_token,
      }),
    'device-allowed': (reply) => device.sendDeviceAnsweredPage(reply, answered('allowed')),
    'device-refused': (reply) => device.sendDeviceAnsweredPage(reply, answered('refused')),
    'device-taken-back': (reply) => device.sendDeviceAnsweredPage(reply, answered('taken-back')),
    'device-unproved': (reply) => device.sendDeviceUnprovedPage(reply, { frame, account_url: '/account' }),
  }
}

function errorPages(frame: pages.Frame): Record<string, Send> {
  const facts = { frame, code: 'invalid_request', request_id: 'r4nD0m', time: '2027-01-15T08:00:00Z' }
  return Object.fromEntries(
    (Object.keys(ERROR_STATUS) as ErrorKind[]).map((kind): [string, Send] => [
      `error-${kind}`,
      (reply) => pages.sendErrorPage(reply, { ...facts, kind, onward: go_on, explained: undefined }),
    ]),
  )
}

export const samplePages = (frame: pages.Frame): Record<string, Send> => ({
  ...ownPages(frame),
  ...notAdmittedPages(frame),
  ...enrolmentPages(frame),
  ...linkPages(frame),
  ...recoveryPages(frame),
  ...devicePages(frame),
  ...errorPages(frame),
})
