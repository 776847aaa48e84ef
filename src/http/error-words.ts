/**
 * Errors in a person's words: what happened, why, and what to do, with the status of each page.
 */
export type ErrorKind = keyof typeof ERROR_PAGES

export type ErrorWords = Readonly<{ heading: string; why: string; advice: readonly string[] }>

const NOTHING_SHARED = 'Nothing was shared. You did nothing wrong.'
const GO_BACK =
  'Go back and try again. If it happens again, tell the people who run the application, and give them the request below.'

/** `{host}` is filled in. */
export const ERROR_PAGES = {
  'unregistered-redirect': {
    status: 400,
    heading: 'We can’t send you back safely',
    why: 'The application that sent you here asked us to send you to an address that it never registered. To protect you, we stopped.',
    advice: [NOTHING_SHARED, GO_BACK],
  },
  'unknown-client': {
    status: 400,
    heading: 'We don’t know this application',
    why: 'It is not registered here, or no longer.',
    advice: [NOTHING_SHARED, GO_BACK],
  },
  'bad-request': {
    status: 400,
    heading: 'The application asked in a way we can’t follow',
    why: NOTHING_SHARED,
    advice: [GO_BACK],
  },
  'interaction-expired': {
    status: 400,
    heading: 'This page has been open too long',
    why: 'For your safety a sign-in waits for one hour. Start again from the application; it takes a moment.',
    advice: [],
  },
  'cookie-missing': {
    status: 400,
    heading: 'Your browser forgot where it was',
    why: 'This page needs a cookie to keep your place, and it isn’t there. Allow cookies for {host}, or open the application in one window only.',
    advice: [],
  },
  'not-found': {
    status: 404,
    heading: 'There is nothing here',
    why: 'The address may be mistyped.',
    advice: [],
  },
  'our-fault': {
    status: 500,
    heading: 'Something went wrong on our side',
    why: 'We have written it down. Try again in a minute.',
    advice: [],
  },
} as const satisfies Record<string, ErrorWords & { status: number }>

export function errorWords(kind: ErrorKind, host: string): ErrorWords {
  const words = ERROR_PAGES[kind]
  return { heading: words.heading, why: words.why.replace('{host}', () => host), advice: words.advice }
}
