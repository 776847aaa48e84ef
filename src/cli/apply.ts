/**
 * vignette apply FILE
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Deps } from '../deps.ts'
import { Refusal } from '../domain/refusal.ts'
import { type AppliedItem, applyDocument } from '../domain/tenants/apply-document.ts'
import { command } from './command.ts'
import { readPictureFile } from './picture-file.ts'
import { withDeps } from './process-deps.ts'
import { reasonOf } from './system-error.ts'

export const apply = command({
  summary: 'make the tenants, clients and users that a file states',
  details: [
    'What the file states is set, what it leaves out stays, and a second time changes nothing. Every fault is told before',
    'anything is written. The file is JSON; a picture is a path seen from it:',
    '',
    '  { "tenants": [ { "id": "acme", "name": "Acme", "policy": { "pin_length": 6 },',
    '    "clients": [ { "client_id": "app", "type": "public", "redirect_uris": ["http://localhost:8080/cb"] } ],',
    '    "users": [ { "username": "ada", "email": "ada@example.org", "email_verified": true,',
    '      "claims": { "name": "Ada Lovelace" }, "picture": "ada.png", "pin": "271828" } ] } ] }',
    '',
    'A passcode is enrolled for people who have none: "picture" with "pin", "pattern" or "picture_only": true.',
    'A tenant may have "organizations": [ { "id": "org_kitchen", "name": "Cumin Kitchen", "members": ["ada"] } ], and a',
    'client "assigned": { "users": ["ada"], "organizations": ["org_kitchen"] }: others are kept out of it.',
    '"claim_profiles" and "claim_sets" of a tenant are lists of { "id", "claims" }: see claim-profile and claim-set create --help.',
  ].join('\n'),
  argument: 'FILE',
  options: {},
  answers: true,
  examples: ['apply vignette.json', 'apply vignette.json --json'],
  run: (_values, file) =>
    withDeps(async (deps) => {
      const items = await applyFile(deps, file)
      return { value: { items }, text: items.map(lineOf).join('\n') }
    }),
})

/** @throws {Refusal} */
export function applyFile(deps: Deps, file: string): Promise<readonly AppliedItem[]> {
  return applyDocument(deps, readJson(file), (path) => readPictureFile(resolve(dirname(file), path)))
}

export function lineOf({ kind, tenant, id, result, client_secret }: AppliedItem): string {
  const place = kind === 'tenant' ? id : `${tenant}/${id}`
  return `${kind} ${place}: ${result}${client_secret === undefined ? '' : `, client_secret ${client_secret} (shown this once)`}`
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const fault =
      error instanceof SyntaxError ? `is no JSON: ${error.message}` : `cannot be read (${reasonOf(error)})`
    throw new Refusal('faulty', `${file} ${fault}`)
  }
}
