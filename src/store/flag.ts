/**
 * 0 or 1: neither database driver agrees with the other on booleans.
 */
export type Flag = 0 | 1
