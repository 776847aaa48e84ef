/**
 * The settings, as `serve` judges them.
 */
import { type Config, ConfigError, readConfig } from '../../config.ts'
import { warningsOf } from '../setting-warnings.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const ID = 'settings'
const WHERE = 'Set it in the environment that the server is started with, and start it again.'

/** @returns `config` undefined: nothing can be looked at */
export function readSettings(): Readonly<{ config: Config | undefined; findings: readonly Finding[] }> {
  try {
    const config = readConfig(process.env, 'serve')
    const warnings = warningsOf(config).map((says) => warning(ID, `${says}.`, WHERE))
    return { config, findings: warnings.length > 0 ? warnings : [ok(ID, 'The settings are usable.')] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { config: readLeniently(), findings: error.faults.map((says) => fault(ID, `${says}.`, WHERE)) }
  }
}

/** What a server would not start with may do to look at the rest. */
function readLeniently(): Config | undefined {
  try {
    return readConfig(process.env, 'dev')
  } catch {
    return undefined
  }
}
