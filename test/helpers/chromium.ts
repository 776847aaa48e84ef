/**
 * A real Chromium from the npm registry, driven by playwright-core.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const ROOT = join(import.meta.dirname, '../..')
const UNPACK =
  "import chromium from '@sparticuz/chromium'; process.stdout.write(await chromium.executablePath())"

/** For `t.test(title, { skip: withoutChromium }, ...)`: why there is none here, or false. */
export const withoutChromium: string | false =
  process.platform === 'linux' && process.arch === 'x64'
    ? false
    : `Chromium for tests exists for Linux x64 only, and this is ${process.platform} ${process.arch}`

export type Unpacked = Readonly<{ executable: string; remove: () => void }>

/** The package unpacks into the temporary folder of its process, so it gets a process and a folder of its own. */
export async function unpackChromium(): Promise<Unpacked> {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-chromium-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', UNPACK],
      {
        cwd: ROOT,
        env: { ...process.env, TMPDIR: folder },
      },
    )
    writeFileSync(join(folder, 'fonts.conf'), fontConfiguration(folder))
    return { executable: stdout, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** The package's own names folders of another machine; one without fonts would show pages without text. */
const fontConfiguration = (folder: string): string =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts/fonts</dir>` +
  `<cachedir>${folder}/fonts-cache</cachedir></fontconfig>`

let own: Promise<string> | undefined

/** The one of the whole run, or one of this process when a test file runs alone. */
function executable(): Promise<string> {
  const shared = process.env['VIGNETTE_TEST_CHROMIUM']
  if (shared !== undefined) return Promise.resolve(shared)
  own ??= unpackChromium().then((unpacked) => {
    process.on('exit', unpacked.remove)
    return unpacked.executable
  })
  return own
}

/**
 * Starts a browser; the caller closes it. Never with the package's own list of switches: it turns CORS off.
 *
 * @param options.args more switches, such as `--host-resolver-rules=MAP app.example 127.0.0.1`
 */
export async function launchChromium(options: { args?: readonly string[] } = {}): Promise<Browser> {
  const executablePath = await executable()
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--headless=shell', ...(options.args ?? [])],
    env: { ...process.env, FONTCONFIG_FILE: join(dirname(executablePath), 'fonts.conf') },
  })
}
