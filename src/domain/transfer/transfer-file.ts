/**
 * The file in which tenants are carried from one database to another: JSON, one value on a line. The first says what is
 * carried, the last how much it was, so that one that was cut short is known.
 */
import { array, choice, integer, object, record, type Static, string } from '../../primitives/json-schema.ts'
import { CARRIED_TABLES, type CarriedRow, type CarriedTable } from '../../store/transfer.ts'
import { Refusal } from '../refusal.ts'
import { tryRead } from '../stated-settings.ts'

/** Of this form of the file. */
export const FORM = 1

const closed = { additionalProperties: false }

const Head = object(
  {
    vignette: choice([FORM]),
    /** The number of the database's newest migration. */
    schema: integer({ minimum: 1 }),
    tenants: array(string(), { minItems: 1, uniqueItems: true }),
    /** Sealed under the secret key, in base64url. */
    root_key: string(),
  },
  closed,
)
const Line = object({ table: choice(CARRIED_TABLES), row: record() }, closed)
const Foot = object({ rows: integer({ minimum: 0 }) }, closed)

export type TransferHead = Readonly<Static<typeof Head>>

export type TransferLine = Readonly<{ table: CarriedTable; row: CarriedRow }>

export const headLine = (head: Omit<TransferHead, 'vignette'>): string =>
  JSON.stringify({ vignette: FORM, ...head })

export const rowLine = ({ table, row }: TransferLine): string => {
  const plain = Object.entries(row).map(([name, value]) => [
    name,
    Buffer.isBuffer(value) ? { bytes: value.toString('base64url') } : value,
  ])
  return JSON.stringify({ table, row: Object.fromEntries(plain) })
}

export const footLine = (rows: number): string => JSON.stringify({ rows })

/** @throws {Refusal} faulty */
export const readHead = (line: string | undefined): TransferHead => read(Head, line ?? '', 1)

/** How many rows there are to be; undefined: it is not the last line. @throws {Refusal} faulty */
export function readFoot(line: string, number: number): number | undefined {
  return line.startsWith('{"rows"') ? read(Foot, line, number).rows : undefined
}

/** @throws {Refusal} faulty */
export function readRow(line: string, number: number): TransferLine {
  const { table, row } = read(Line, line, number)
  return {
    table,
    row: Object.fromEntries(
      Object.entries(row).map(([name, value]) => [column(name, number), plain(value, number)]),
    ),
  }
}

/** Names become part of a statement. */
function column(name: string, number: number): string {
  if (/^[a-z][a-z0-9_]{0,62}$/.test(name)) return name
  throw faulty(number, `${JSON.stringify(name)} is no column`)
}

function plain(value: unknown, number: number): string | number | Buffer | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  const { bytes } = value as { bytes?: unknown }
  if (typeof bytes === 'string') return Buffer.from(bytes, 'base64url')
  throw faulty(number, 'a value is neither text, number, bytes nor null')
}

function read<T extends Parameters<typeof tryRead>[0]>(form: T, line: string, number: number): Static<T> {
  const { settings, faults } = tryRead(form, parsed(line, number))
  if (!settings) throw faulty(number, faults.join('; '))
  return settings as Static<T>
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw faulty(number, 'it is no JSON')
  }
}

export const faulty = (number: number, says: string): Refusal =>
  new Refusal('faulty', `Line ${number} of the file is not of an export: ${says}. Nothing was written.`)
