/**
 * A rule that a request was refused by, in the words of an application's developer: what it says, where it comes from, and
 * which setting would change it.
 */
export type Rule = Readonly<{
  /** One sentence, without what was sent. */
  says: string
  /** Where it is written: `RFC 6749 §4.1.3`, or the standard that ours serves. */
  section: string
  /** Absent: no setting changes it. */
  setting?: Setting
}>

/** As the command line has it: `client update --redirect-uri`. */
export type Setting = Readonly<{
  of: 'client' | 'tenant'
  option: string
  /** What stands behind the option; absent: nothing does. `sent-too`: a list, of what is registered and what was sent. */
  value?: 'sent' | 'sent-too' | `=${string}`
}>

export type Rules = Readonly<Record<string, Rule>>

/** `client update --redirect-uri` */
export const settingText = ({ of, option }: Setting): string => `${of} update ${option}`
