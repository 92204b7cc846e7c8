import { expect, test } from 'vitest'
import { fuses, unpackedFromArchive } from '../../electron/fuses.ts'

test('what could load code into the app is off, what guards it is on', () => {
  expect(fuses).toMatchObject({
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    GrantFileProtocolExtraPrivileges: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
  })
  expect(unpackedFromArchive.join(' ')).toContain('node_modules/@node-llama-cpp')
})
