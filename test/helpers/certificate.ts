/**
 * A certificate that signs itself, for real servers with TLS in tests, and longer than any test runs.
 */
import { type Certificate, makeCertificate } from '../../src/cli/own-certificate.ts'
import { systemRandom } from '../../src/primitives/random.ts'

/** Good for 2020 to 2049. @param names of hosts, and addresses */
export const selfSigned = (...names: readonly [string, ...string[]]): Certificate =>
  makeCertificate(names, { from: 1_577_836_800, until: 2_524_607_999 }, systemRandom)

/** One that was good for the year 2020. */
export const expiredCertificate = (...names: readonly [string, ...string[]]): Certificate =>
  makeCertificate(names, { from: 1_577_836_800, until: 1_609_459_199 }, systemRandom)
