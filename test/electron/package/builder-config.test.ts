import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { builderConfiguration } from '../../../electron/package/builder-config.ts'
import { openableKinds } from '../../../engine/api/openable-files.ts'

const builderConfig = builderConfiguration()
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

const endingsOf = (associations: unknown): string[] => (associations as { ext: string[] }[]).flatMap(({ ext }) => ext)
const own = openableKinds.filter(({ isOwn }) => isOwn).flatMap(({ endings }) => endings)
const others = openableKinds.filter(({ isOwn }) => !isOwn).flatMap(({ endings }) => endings)

test('the app is offered for every kind of file that it opens, and is the usual program for its own only', () => {
  expect(own).toEqual(['cladescope'])
  expect(builderConfig.fileAssociations).toMatchObject([{ ext: own, rank: 'Owner', role: 'Editor' }])
  expect(endingsOf(builderConfig.mac!.fileAssociations)).toEqual(others)
  for (const association of builderConfig.mac!.fileAssociations as object[])
    expect(association).toMatchObject({ rank: 'Alternate', role: 'Viewer' })
  const documented = text('docs/packages.md')
  for (const ending of [...own, ...others]) expect(documented).toContain(`\`.${ending}\``)
})

test('on Linux no type that the system knows is given a name and icon of the app, and it opens that, too', () => {
  const { fileAssociations, mimeTypes } = builderConfig.linux!
  expect(mimeTypes).toEqual(['text/csv'])
  expect([...endingsOf(fileAssociations), 'csv'].sort()).toEqual([...others].sort())
})

test('on Windows the installer associates its own files only, and offers the app for the others', () => {
  expect(builderConfig.win?.fileAssociations).toBeUndefined()
  const script = text(builderConfig.nsis!.include!)
  for (const macro of ['offerFor', 'withdrawFor']) {
    const endings = [...script.matchAll(new RegExp(`insertmacro ${macro} "(\\w+)"`, 'g'))].map(([, ending]) => ending)
    expect(endings).toEqual(others)
  }
  // The value without a name is the usual program.
  expect(script).not.toMatch(/Classes\\\.[^"]*" ""/)
})

test('Linux desktops find the icon in the sizes that they look for, by the name of the window', () => {
  const sizes = [16, 24, 32, 48, 64, 128, 256, 512]
  for (const size of sizes) {
    const icon = readFileSync(fileURLToPath(new URL(`${builderConfig.linux!.icon!}/${size}x${size}.png`, root)))
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([size, size])
  }
  expect(builderConfig.linux?.syncDesktopName).toBe(true)
  expect(builderConfig.extraMetadata).toMatchObject({
    productName: builderConfig.productName,
    desktopName: `${builderConfig.linux!.executableName!}.desktop`,
  })
})

test('every build has a configuration of its own, as electron-builder changes what it is given', () => {
  const changed = builderConfiguration()
  changed.files = []
  changed.extraMetadata.productName = 'Other'
  expect(builderConfiguration()).toEqual(builderConfig)
})

test('a package for Debian says what it must', () => {
  expect(builderConfig.extraMetadata).toMatchObject({ homepage: expect.stringMatching(/^https:/) })
  expect(builderConfig.linux).toMatchObject({ maintainer: expect.stringContaining('@'), synopsis: expect.any(String) })
})

test('nothing is compiled, downloaded or published, and the icon is large enough for every system', () => {
  expect(builderConfig).toMatchObject({ npmRebuild: false, nodeGypRebuild: false, publish: null })
  const icon = readFileSync(fileURLToPath(new URL(builderConfig.mac!.icon!, root)))
  // Width and height of a PNG stand at a fixed place of its header.
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024])
})
