/**
 * The command line as a whole: finds the command, runs it, and turns what comes of it into an exit code.
 */
import { ConfigError, SETTINGS, TRACES_ENDPOINT } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { DatabaseFileError } from '../store/database-file.ts'
import { NewerDatabaseError } from '../store/migrate.ts'
import { type Command, type Outcome, sentence, table, UsageError } from './command.ts'

/** Commands that belong together, by their second word. */
export type CommandGroup = Readonly<{ summary: string; commands: Readonly<Record<string, Command>> }>

/** Loaded when it is called for, so that no command pays for another. */
export type CommandEntry = Readonly<{ summary: string; load: () => Promise<Command | CommandGroup> }>

export type Commands = Readonly<Record<string, CommandEntry>>

const DONE = 0
const REFUSED = 1
const WRONG_USAGE = 2

const REFUSALS = [Refusal, ConfigError, NewerDatabaseError, DatabaseFileError]

/** @returns the exit code */
export async function runCommandLine(commands: Commands, parameters: readonly string[]): Promise<number> {
  try {
    const { text, failed } = await run(commands, parameters)
    if (text !== '') process.stdout.write(`${text}\n`)
    return failed ? REFUSED : DONE
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message} (see --help)\n`)
      return WRONG_USAGE
    }
    if (!(error instanceof Error) || !REFUSALS.some((kind) => error instanceof kind)) throw error
    process.stderr.write(`${error.message}\n`)
    return REFUSED
  }
}

async function run(commands: Commands, parameters: readonly string[]): Promise<Outcome> {
  const [first, ...rest] = parameters
  if (first === '--help' || first === 'help') return { text: overview(commands) }
  if (first === undefined) throw new UsageError('vignette needs a command')
  const entry = Object.hasOwn(commands, first) ? commands[first] : undefined
  if (!entry) throw new UsageError(`${JSON.stringify(first)} is no command of vignette`)
  const loaded = await entry.load()
  if (!('commands' in loaded)) return loaded.run(first, rest)
  return runInGroup(first, loaded, rest)
}

async function runInGroup(
  name: string,
  { summary, commands }: CommandGroup,
  parameters: readonly string[],
): Promise<Outcome> {
  const [second, ...rest] = parameters
  if (second === '--help' || second === 'help') return { text: groupHelp(name, summary, commands) }
  const known = Object.keys(commands).join(', ')
  if (second === undefined) throw new UsageError(`vignette ${name} needs one of: ${known}`)
  const found = Object.hasOwn(commands, second) ? commands[second] : undefined
  if (!found) throw new UsageError(`${JSON.stringify(second)} is no command of vignette ${name}: ${known}`)
  return found.run(`${name} ${second}`, rest)
}

const overview = (commands: Commands): string =>
  [
    'vignette COMMAND [OPTION]...\n',
    'Vignette is an OpenID Connect server in which a person signs in with a picture and a PIN.\n',
    `${table(Object.entries(commands).map(([name, { summary }]) => [name, summary]))}\n`,
    'Every command has --help, and those that make or show something have --json. All but restore work',
    'while the server runs.',
    'Exit code: 0 done, 1 refused (the reason is on stderr), 2 wrong usage.',
    'Settings are environment variables, the same for a command as for the server that it belongs to:',
    `${[...SETTINGS, TRACES_ENDPOINT].join(', ')}.`,
  ].join('\n')

const groupHelp = (name: string, summary: string, commands: CommandGroup['commands']): string =>
  [
    `vignette ${name} COMMAND [OPTION]...\n`,
    `${sentence(summary)}\n`,
    `${table(Object.entries(commands).map(([each, { summary: says }]) => [`${name} ${each}`, says]))}\n`,
    `Each has its own: vignette ${name} COMMAND --help`,
  ].join('\n')
