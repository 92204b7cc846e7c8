import { expect, test } from 'vitest'
import { builderConfiguration } from '../../../electron/package/builder-config.ts'
import { fuses } from '../../../electron/package/fuses.ts'

test('what could load code into the app is off, what guards it is on, and packages are made so', () => {
  expect(fuses).toMatchObject({
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
  })
  const builderConfig = builderConfiguration()
  expect(builderConfig.electronFuses).toEqual(fuses)
  expect(builderConfig.asar).toBe(true)
  expect(builderConfig.disableAsarIntegrity).toBeUndefined()
})
