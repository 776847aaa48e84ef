/**
 * The option by which a command is told whose thing it is about.
 */
export const TENANT = {
  tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant it belongs to' },
} as const
