import decodeQR from 'qr/decode.js'
import t from 'tap'
import { type QrCode, qrCode } from '../../src/dev/qr-code.ts'

/** The drawing, four dots to a module, as a camera would have it. */
function picture({ size, path }: QrCode) {
  const [side, scale] = [size * 4, 4]
  const data = new Uint8Array(side * side * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      const from = (row * side + Number(x) * scale) * 4
      for (let at = from; at < from + Number(length) * scale * 4; at += 1) {
        if (at % 4 !== 3) data[at] = 0
      }
    }
  }
  return { width: side, height: side, data }
}

t.test('ISO/IEC 18004: a reader that we did not write reads what was drawn', async (t) => {
  for (const text of ['https://login.example/api/oidc/default/device?user_code=WDJB-MJHT', 'x'.repeat(300)]) {
    t.equal(decodeQR(picture(qrCode(text))), text)
  }
})

t.test('ISO/IEC 18004 §5.3.8: around it are four modules of nothing', async (t) => {
  const { size, path } = qrCode('x')
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((run) => run.slice(1).map(Number))
  for (const [x = 0, y = 0, length = 0] of runs) {
    t.ok(x >= 4 && y >= 4 && x + length <= size - 4 && y < size - 4)
  }
  t.equal(
    path,
    runs.map(([x, y, length]) => `M${x} ${y}h${length}v1h-${length}z`).join(''),
    'and nothing else is drawn',
  )
})
