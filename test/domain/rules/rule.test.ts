import t from 'tap'
import { settingText } from '../../../src/domain/rules/rule.ts'

t.test('Rules: a setting is named as the command line has it', async (t) => {
  t.equal(
    settingText({ of: 'client', option: '--redirect-uri', value: 'sent-too' }),
    'client update --redirect-uri',
  )
  t.equal(settingText({ of: 'tenant', option: '--self-registration' }), 'tenant update --self-registration')
})
