/**
 * A command line with a person, whose secret keys are looked at in their files, and a server beside it on the same data.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { secretKeySource } from '../../src/cli/secret-key.ts'
import { openSecrets } from '../../src/domain/keys/root-key.ts'
import { makeDeps } from '../../src/domain/make-deps.ts'
import { inTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { systemClock } from '../../src/primitives/clock.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { makeSealing } from '../../src/primitives/sealing.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { CommandLine } from './command-line.ts'
import { startServer, testConfig } from './fixtures.ts'
import { PICTURE } from './passcode.ts'
import { CATALOGUES } from './words.ts'

/** What a command says as JSON. */
export async function answerOf({ run }: CommandLine, parameters: readonly string[], env = {}) {
  const { code, stdout, stderr } = await run(parameters, env)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

export const keyIn = (file: string): Buffer => Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')

/** The tenant acme, and in it ada, who has PICTURE and a PIN. */
export async function givenAda({ run, folder }: CommandLine, env = {}): Promise<void> {
  writeFileSync(join(folder, 'ada.png'), PICTURE)
  const policy = ['--set', 'ksf_m=19456', '--set', 'ksf_t=2']
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', ...policy], env)
  const ada = ['--tenant', 'acme', '--username', 'ada', '--picture', 'ada.png', '--pin', '012345']
  const { code, stderr } = await run(['user', 'create', ...ada], env)
  if (code !== 0) throw new Error(stderr)
}

/** What a server has open on the data of a command line: its keys come from the files there. */
export async function openBeside(t: Test, folder: string) {
  const data_dir = join(folder, 'data')
  const database_url = `sqlite:${data_dir}/vignette.db`
  const config = testConfig({ data_dir, secret_key: undefined, database_url })
  const db = await openDatabase(config.database_url)
  t.teardown(() => db.close())
  const seams = {
    config,
    db,
    now: systemClock,
    random: systemRandom,
    notice: () => {},
    catalogues: CATALOGUES,
  }
  const sealing = makeSealing(secretKeySource(config, systemRandom), systemRandom)
  const { mail, fetch, upstream } = (await startServer(t)).deps
  const deps = makeDeps({ ...seams, mail, fetch, upstream, secrets: await openSecrets(seams, sealing) })
  return { deps, tenant: () => inTenant(deps, 'acme') }
}
