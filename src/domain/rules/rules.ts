/**
 * Every rule that refuses a request, by its name in the log.
 */
import { ASSERTION_RULES } from './assertion-rules.ts'
import { AUTHORIZATION_RULES } from './authorization-rules.ts'
import { CLIENT_RULES } from './client-rules.ts'
import { CONNECTION_RULES } from './connection-rules.ts'
import { DEVICE_RULES } from './device-rules.ts'
import { PAGE_RULES } from './page-rules.ts'
import { PASSCODE_RULES } from './passcode-rules.ts'
import { REGISTRATION_RULES } from './registration-rules.ts'
import { REQUEST_OBJECT_RULES } from './request-object-rules.ts'
import { RESOURCE_RULES } from './resource-rules.ts'
import type { Rule, Rules } from './rule.ts'
import { TOKEN_RULES } from './token-rules.ts'

/** A name stands in one of them: a second would hide the first. */
export const CHAPTERS: readonly Rules[] = [
  CLIENT_RULES,
  ASSERTION_RULES,
  AUTHORIZATION_RULES,
  CONNECTION_RULES,
  TOKEN_RULES,
  DEVICE_RULES,
  RESOURCE_RULES,
  PAGE_RULES,
  PASSCODE_RULES,
  REQUEST_OBJECT_RULES,
  REGISTRATION_RULES,
]

export const RULES: Rules = Object.fromEntries(CHAPTERS.flatMap((rules) => Object.entries(rules)))

export const ruleOf = (name: string | undefined): Rule | undefined =>
  name === undefined ? undefined : RULES[name]
