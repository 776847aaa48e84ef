/**
 * A picture named on the command line or in a document: read whole, but only if it can be one.
 */
import { open } from 'node:fs/promises'
import { Refusal } from '../domain/refusal.ts'
import { PICTURE_SIZE_LIMIT } from '../passcode/picture-file.ts'

/** @throws {Refusal} faulty */
export async function readPictureFile(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path)
    const stat = await file.stat()
    if (!stat.isFile()) throw new Refusal('faulty', `the picture ${path} is a folder, not a file`)
    if (stat.size > PICTURE_SIZE_LIMIT) {
      throw new Refusal('faulty', `the picture ${path} is larger than ${PICTURE_SIZE_LIMIT / 1024 / 1024} MB`)
    }
    return await file.readFile()
  } catch (error) {
    if (error instanceof Refusal) throw error
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new Refusal('faulty', `the picture ${path} ${reason}`)
  }
}
