import t from 'tap'
import { heifSize } from '../../src/passcode/heif-size.ts'
import { box, fullBox, heifFile, propertiesOf } from '../helpers/heif-pictures.ts'
import { hex } from '../helpers/pictures.ts'

t.test('ISO/IEC 23008-12 §6.5.3: the property of the primary item of a HEIF file', async (t) => {
  for (const version of [0, 1] as const) {
    for (const wide of [false, true]) {
      const properties = propertiesOf(4032, 3024, { version, wide })
      t.same(
        heifSize(heifFile({ properties })),
        { width: 4032, height: 3024 },
        JSON.stringify({ version, wide }),
      )
    }
  }
})

t.test('Visual passcode: a size that is not said is not known', async (t) => {
  const none = {
    'no HEIF file': hex(''),
    'no properties': heifFile(),
    'properties of another item': heifFile({
      properties: propertiesOf(9, 9),
      primary: 2,
      items: [{ id: 2, type: 'av01', pieces: [hex('00')] }],
    }),
    'properties that are no boxes': heifFile({ properties: box('iprp', hex('00')) }),
    'no list of properties': heifFile({
      properties: box('iprp', fullBox('ipma', 0, hex('00000001 0001 01 01'))),
    }),
    'a list that is no boxes': heifFile({
      properties: box('iprp', box('ipco', hex('00')), fullBox('ipma', 0, hex('00000001 0001 01 01'))),
    }),
    'associations without end': heifFile({
      properties: box('iprp', box('ipco'), fullBox('ipma', 0, hex('ffffffff'))),
    }),
  }
  for (const [what, file] of Object.entries(none)) t.equal(heifSize(file), undefined, what)
})
