import { expect, test } from 'vitest'
import * as native from '../../../native/probe-settings.ts'
import { defaultProbeSettings, tolerancePresets } from '../../../renderer/views/probe/probe-defaults.ts'

test('the form starts with the same settings as the command line', () => {
  expect(defaultProbeSettings).toEqual(native.defaultProbeSettings)
  expect(tolerancePresets).toEqual(native.tolerancePresets)
})
