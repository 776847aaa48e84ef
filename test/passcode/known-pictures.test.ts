import t from 'tap'
import { KNOWN_PICTURES, knownName } from '../../src/passcode/known-pictures.ts'

t.test('Visual passcode: the list holds beginnings of digests, each once', async (t) => {
  t.equal(new Set(KNOWN_PICTURES).size, KNOWN_PICTURES.length)
  for (const name of KNOWN_PICTURES) t.match(name, /^[\w-]{12}$/)
  t.equal(knownName(Uint8Array.from({ length: 32 }, (_, at) => at)), 'AAECAwQFBgcI')
})
