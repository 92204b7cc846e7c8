import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { builderConfig } from '../../../electron/package/builder-config.ts'
import { openableKinds } from '../../../engine/api/openable-files.ts'

const root = new URL('../../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')

test('no package turns the sandbox off, and Ubuntu has a profile that allows it', () => {
  expect(JSON.stringify(builderConfig)).not.toContain('sandbox')
  expect(builderConfig.appImage?.executableArgs).toEqual([])
  const targets = builderConfig.linux?.target
  expect(targets).toEqual(['deb', 'AppImage'])
  const profile = text(builderConfig.deb!.appArmorProfile!)
  expect(profile).toMatch(/^ {2}userns,$/m)
  // electron-builder fills in the two names.
  expect(profile).toContain('"/opt/${sanitizedProductName}/${executable}"')
})

test('on macOS the hardened runtime has what V8 needs and no more', () => {
  const { mac } = builderConfig
  expect(mac).toMatchObject({ hardenedRuntime: true, target: ['dmg', 'zip'] })
  expect(mac?.entitlementsInherit).toBe(mac?.entitlements)
  const entitlements = [...text(mac!.entitlements!).matchAll(/<key>([^<]+)<\/key>/g)].map(([, key]) => key)
  expect(entitlements).toEqual(['com.apple.security.cs.allow-jit', 'com.apple.security.cs.disable-library-validation'])
})

test('Windows installs for the user, without rights of an administrator', () => {
  expect(builderConfig.nsis).toMatchObject({ perMachine: false, allowElevation: false })
  expect(builderConfig.win).toMatchObject({ requestedExecutionLevel: 'asInvoker' })
})

test('the app is offered for every kind of file that it opens, and is the usual program for its own only', () => {
  const associations = builderConfig.fileAssociations as { ext: string[]; rank: string; mimeType: string }[]
  expect(associations.flatMap(({ ext }) => ext)).toEqual(openableKinds.flatMap(({ endings }) => endings))
  expect(associations.filter(({ rank }) => rank === 'Owner').map(({ ext }) => ext)).toEqual([['cladescope']])
  expect(associations.find(({ ext }) => ext.includes('gguf'))?.rank).toBe('Alternate')
  const documented = text('docs/packages.md')
  for (const ending of associations.flatMap(({ ext }) => ext)) expect(documented).toContain(`\`.${ending}\``)
})

test('nothing is compiled, downloaded or published, and the icon is large enough for every system', () => {
  expect(builderConfig).toMatchObject({ npmRebuild: false, nodeGypRebuild: false, publish: null })
  const icon = readFileSync(fileURLToPath(new URL(builderConfig.linux!.icon!, root)))
  // Width and height of a PNG stand at a fixed place of its header.
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024])
})
