import t from 'tap'
import { birthdayText, timeZoneText } from '../../src/http/claim-words.ts'

t.test('OpenID Connect Core 1.0 §5.1: a birthday is a day, one of no year, or a year', async (t) => {
  t.equal(birthdayText('en', '1815-12-10'), '10 December 1815')
  t.equal(birthdayText('de', '0000-12-10'), '10. Dezember')
  t.equal(birthdayText('en', '0000-02-29'), '29 February')
  t.equal(birthdayText('fr', '1815'), '1815')
  t.match(birthdayText('ar', '1815-12-10'), 'ديسمبر')
  for (const none of ['1815-02-30', '1815-13-01', '0000-02-30', '10.12.1815', 'soon', 'long ago', '']) {
    t.equal(birthdayText('en', none), none)
  }
})

t.test('OpenID Connect Core 1.0 §5.1: a time zone is known by its city', async (t) => {
  t.equal(timeZoneText('en', 'Europe/London'), 'London')
  t.equal(timeZoneText('en', 'America/Argentina/Buenos_Aires'), 'Buenos Aires')
  t.equal(timeZoneText('en', 'UTC'), 'UTC')
  t.equal(timeZoneText('en', 'and/or what'), 'and/or what')
})
