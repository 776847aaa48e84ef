/** The catalogues, read once for all tests of a file, and English as pages and tests say it. */

import { wordsIn } from '../../src/http/words.ts'
import { readCatalogues } from '../../src/primitives/catalogues.ts'

export const WORDS_FOLDER = new URL('../../views/words/', import.meta.url)

export const CATALOGUES = readCatalogues(WORDS_FOLDER)

export const ENGLISH = wordsIn(CATALOGUES[0], 'pin')
