/** How electron-builder makes the packages. docs/packages.md says what a user is told of each. */
import type { Configuration } from 'electron-builder'
import { openableKinds } from '../../engine/api/openable-files.ts'
import { fuses } from './fuses.ts'
import { packedFiles, unpackedFiles } from './packed-files.ts'

const resources = 'electron/package/resources'

export const builderConfig: Configuration = {
  appId: 'io.cladescope.Cladescope',
  productName: 'Cladescope',
  copyright: 'Copyright the Cladescope authors, Apache-2.0',
  directories: { output: 'release', buildResources: resources },
  extraMetadata: { main: 'dist/electron/main.js' },
  files: [...packedFiles],
  asar: true,
  asarUnpack: [...unpackedFiles],
  electronFuses: fuses,
  electronLanguages: ['en-GB', 'en-US'],
  // Native modules are taken as their packages bring them: nothing is compiled, and nothing is downloaded but Electron.
  npmRebuild: false,
  nodeGypRebuild: false,
  // There is no server of updates, and the app makes no requests.
  publish: null,
  fileAssociations: openableKinds.map(({ endings, name, mediaType, isOwn }) => ({
    ext: [...endings],
    name,
    description: name,
    mimeType: mediaType,
    role: isOwn ? 'Editor' : 'Viewer',
    rank: isOwn ? 'Owner' : 'Alternate',
  })),
  linux: {
    target: ['deb', 'AppImage'],
    category: 'Science',
    executableName: 'cladescope',
    maintainer: 'The Cladescope authors <cladescope@localhost.invalid>',
    vendor: 'Cladescope',
    synopsis: 'Shows how language models descend from one another',
    icon: `${resources}/icon.png`,
    artifactName: '${name}-${version}-linux-${arch}.${ext}',
  },
  // Ubuntu 24.04 lets a program use user namespaces, and with them its sandbox, only where a profile allows it.
  deb: { appArmorProfile: `${resources}/apparmor-profile`, priority: 'optional' },
  // No argument that would turn the sandbox off, which electron-builder's usual ones do.
  appImage: { executableArgs: [] },
  mac: {
    target: ['dmg', 'zip'],
    category: 'public.app-category.education',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: `${resources}/entitlements.mac.plist`,
    entitlementsInherit: `${resources}/entitlements.mac.plist`,
    icon: `${resources}/icon.png`,
    darkModeSupport: true,
    artifactName: '${name}-${version}-mac-${arch}.${ext}',
  },
  win: {
    target: ['nsis'],
    icon: `${resources}/icon.png`,
    requestedExecutionLevel: 'asInvoker',
    artifactName: '${name}-${version}-windows-${arch}.${ext}',
  },
  nsis: { oneClick: false, perMachine: false, allowElevation: false, deleteAppDataOnUninstall: false },
}
