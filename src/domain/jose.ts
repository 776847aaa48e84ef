/**
 * jose, loaded when the first of its functions is wanted: no start waits for it, and many a server never needs it.
 */
import { once } from '../primitives/once.ts'

export const jose = once(() => import('jose'))
